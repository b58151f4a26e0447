"""Templates that the real clients were asked about, and are asked again by ``scripts/record-templates``.

``SHARED`` goes to ``docker inspect`` and ``podman inspect`` of one container, ``DOCKER`` and
``PODMAN`` to one of them. What they answered is in ``recorded/``.
"""

from __future__ import annotations

_ACTIONS = r"""
plain text
{{"x"}}
{{.Name}}
{{ .Name }}
{{.State.Running}} {{.State.Pid}} {{.State.ExitCode}} {{.State.Error}}|
a {{- "b" -}} c
a {{- /* note */ -}} c
a {{/* note */}} c
{{/* note */ -}}   c
{{- "x"}}
{{"a"}}  {{- "b"}}
{{ - "x"}}
{{-"x"}}
{{-3}}
{{- -3 -}}
{{"x" -}} }}
{{"x"}}}}
}}{{"x"}}{{{"y"}}
{{"{{"}}
{{"}}"}}
{{`}}`}}
{{/*}}x*/}}
{{/**/}}x
{{/* a
b */}}x
{{"a" | print}}
{{ "a" | print "b" | print "c" }}
{{("a")}}
{{(("a"))}}
{{("a" | print "b") | print "c"}}
{{print ("a") (print "b" (print "c"))}}
{{.State.Status | printf "%s-%s" "x"}}
{{printf "%s" $.State.Status}}
{{.State.Status }}{{.State.Status}}
{{.Config.Labels.role}} {{.Config.Labels.none}}
{{.Config.Labels.none.deeper}}
{{.Config.Labels.role.deeper}}
{{(index .Config.Labels "role")}}
{{index .Config.Labels "com.example.long-name"}}
{{index .Config.Labels "none"}}|
{{(.State).Status}}
{{(.State).Status | len}}
{{(print "a").b}}
{{.State.Status.b}}
{{.State.Pid.b}}
{{.State.None}}
{{.None}}
{{.None.None}}
before {{.None}} after
line
{{.None}}
é {{.None}}
  {{ .State.Running | .None }}
{{.State.Running "x"}}
{{.State "x"}}
{{.Config.Labels "x"}}
{{.Config.Labels.role "x"}}
{{"a" "b"}}
{{1 2}}
{{. 1}}
{{$x := 1}}{{$x 2}}
{{(1) 2}}
{{true | print}} {{false | not}}
{{nil}}
{{nil | print}}
{{print nil}}
{{nil.x}}
{{(nil).x}}
"""
_CONSTANTS = r"""
{{1}} {{-1}} {{+1}} {{0}} {{-0}}
{{1_000}} {{0x1F}} {{0X1f}} {{0b101}} {{0o17}} {{017}} {{0x_f}}
{{1.5}} {{-1.5}} {{.5}} {{5.}} {{1e3}} {{1E3}} {{1e-3}} {{1.5e10}}
{{1e5}} {{1e6}} {{123456789.0}} {{1e20}} {{1e21}} {{1e22}}
{{0.0001}} {{0.00001}} {{1.0}} {{100000.0}} {{0.1}}
{{3.141592653589793}} {{1e100}} {{1e-100}}
{{0x1p4}} {{0x1.8p1}}
{{9223372036854775807}} {{-9223372036854775808}}
{{9223372036854775808}}
{{18446744073709551615}}
{{18446744073709551616}}
{{print 9223372036854775808}}
{{1e400}}
{{1x}}
{{0x}}
{{08}}
{{1__0}}
{{1_}}
{{0b2}}
{{1.2.3}}
{{1e}}
{{..}}
{{.1.2}}
{{'a'}} {{'\n'}} {{'\''}} {{'é'}} {{'\x41'}} {{'\u00e9'}} {{'\U0001F600'}} {{'\101'}} {{'"'}}
{{''}}
{{'ab'}}
{{'a}}
{{'\q'}}
{{"\a\b\f\n\r\t\v\\\""}}
{{"\x41\u00e9\U0001F600\101"}}
{{"é ü 漢"}}
{{"\'"}}
{{"\q"}}
{{"\x4"}}
{{"\ud800"}}
{{"\400"}}
{{"a
{{"a\
{{`a
b`}}
{{`a
{{`\n"'`}}
{{true}} {{false}}
{{True}}
{{nilx}}
{{trueish}}
"""
_VARIABLES = r"""
{{$x := 1}}{{$x}}
{{$x := 1}}{{$x = 2}}{{$x}}
{{$x := "a"}}{{if true}}{{$x := "b"}}{{$x}}{{end}}{{$x}}
{{$x := "a"}}{{if true}}{{$x = "b"}}{{$x}}{{end}}{{$x}}
{{$x := .State}}{{$x.Status}}
{{$x := .State.Status | len}}{{$x}}
{{$x}}
{{$x = 1}}
{{if true}}{{$x := 1}}{{end}}{{$x}}
{{$x := 1}}{{$x := 2}}{{$x}}
{{$x, $y := 1}}
{{$x := }}
{{$x := 1 | print 2}}{{$x}}
{{$x:=1}}{{$x}}
{{$x=1}}
{{$:=1}}{{$}}
{{$é := 1}}{{$é}}
{{$x.y := 1}}
{{x := 1}}
{{:= 1}}
{{$x : = 1}}
{{with $x := "a"}}{{$x}}{{.}}{{end}}
{{range $x := .Config.Cmd}}{{$x}};{{end}}
{{range $i, $x := .Config.Cmd}}{{$i}}={{$x}};{{end}}
{{range $i, $x, $y := .Config.Cmd}}{{end}}
{{range $i, 3 := .Config.Cmd}}{{end}}
{{$i := 9}}{{$x := 9}}{{range $i, $x = .Config.Cmd}}{{$i}}{{end}}{{$i}}{{$x}}
{{$x := 9}}{{range $x = .Config.Cmd}}{{end}}{{$x}}
{{range $i, $x := .Config.Cmd}}{{end}}{{$i}}
{{$a := 1}}{{range .Config.Cmd}}{{$a}}{{$a = .}}{{end}}{{$a}}
{{(range .)}}
{{$x := nil}}
{{$x := .None}}{{$x}}
{{$x := (print 1)}}{{$x | len}}
"""
_BRANCHES = r"""
{{if true}}a{{end}}
{{if false}}a{{else}}b{{end}}
{{if 0}}a{{else if 1}}b{{else}}c{{end}}
{{if 0}}a{{else if ""}}b{{else}}c{{end}}
{{if 0}}a{{else}}{{if 1}}b{{end}}{{end}}
{{if ""}}t{{else}}f{{end}}{{if "a"}}t{{end}}{{if 0.0}}t{{else}}f{{end}}{{if .5}}t{{end}}
{{if .Config.Labels}}t{{end}}{{if .Mounts}}t{{end}}{{if .State}}t{{end}}
{{if .Config.Labels.none}}t{{else}}f{{end}}
{{if nil}}t{{end}}
{{if .None}}t{{end}}
{{if}}x{{end}}
{{if true}}x
{{if true}}x{{else}}y
{{if true}}{{else}}{{else}}{{end}}
{{if true}}{{else range .}}{{end}}
{{if true}}{{else with .}}{{end}}
{{else}}
{{end}}
{{end x}}
{{if true}}a{{end x}}
{{if true}}a{{else x}}{{end}}
{{if true | not}}a{{else}}b{{end}}
{{if $x := 0}}a{{else}}{{$x}}{{end}}
{{if eq .State.Status "running"}}up{{else}}down{{end}}
{{if and .State.Running (gt .State.Pid 0)}}yes{{end}}
{{with .State}}{{.Status}}{{end}}
{{with .Config.Labels.none}}x{{else}}none{{end}}
{{with 0}}x{{else}}{{.State.Status}}{{end}}
{{with "a"}}{{.}}{{$.State.Status}}{{end}}
{{with}}x{{end}}
{{with .None}}x{{end}}
{{with print "a" | print "b"}}{{.}}{{end}}
{{range .Config.Cmd}}[{{.}}]{{end}}
{{range .Config.Cmd}}[{{len .}}]{{else}}none{{end}}
{{range .Config.Labels}}[{{.}}]{{end}}
{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}
{{range slice .Config.Cmd 0 0}}x{{else}}none{{end}}
{{range .Config.Labels.none}}x{{else}}none{{end}}
{{range nil}}x{{end}}
{{range .State}}x{{end}}
{{range .State.Running}}x{{end}}
{{range 1.5}}x{{end}}
{{range .None}}x{{end}}
{{range}}x{{end}}
{{range .Config.Cmd}}{{break}}x{{end}}y
{{range .Config.Cmd}}{{.}}{{if eq . "-c"}}{{break}}{{end}};{{end}}
{{range .Config.Cmd}}{{if eq . "sh"}}{{continue}}{{end}}{{.}};{{end}}
{{range $i, $x := .Config.Cmd}}{{with $x}}{{if eq $i 1}}{{break}}{{end}}{{.}}{{end}}{{end}}
{{break}}
{{continue}}
{{range .Config.Cmd}}{{break x}}{{end}}
{{range .Config.Cmd}}{{end}}{{break}}
{{range .Config.Cmd}}{{else}}{{break}}{{end}}
{{range .Config.Cmd}}{{range $.Config.Cmd}}{{.}}{{break}}{{end}}|{{end}}
{{range .Config.Cmd}}{{.}}{{.None}}{{end}}
{{range .Config.Cmd}}{{template "x"}}{{end}}
{{range .Mounts}}{{.Destination}} {{end}}
"""
_TEMPLATES = r"""
{{define "a"}}[{{.}}]{{end}}{{template "a" 1}}{{template "a" "x"}}{{template "a"}}
{{template "a" 1}}{{define "a"}}[{{.}}]{{end}}
{{define "a"}}x{{end}}
{{define "a"}}x{{end}}{{define "a"}}y{{end}}{{template "a"}}
{{define "a"}}x{{end}}{{define "a"}} {{end}}{{template "a"}}
{{define "a"}}{{template "b" .}}{{end}}{{define "b"}}<{{.}}>{{end}}{{template "a" 3}}
{{block "a" .State.Status}}<{{.}}>{{end}}
{{block "a" 1}}x{{end}}{{template "a"}}
{{block "a"}}x{{end}}
{{template "none"}}
{{template none}}
{{template}}
{{template "a" 1 2}}{{define "a"}}x{{end}}
{{template "a" | print}}
{{define}}x{{end}}
{{define a}}x{{end}}
{{define "a" 1}}x{{end}}
{{define "a"}}x
{{define "a"}}x{{else}}y{{end}}
{{if true}}{{define "a"}}x{{end}}{{end}}
{{define `a`}}{{$}}{{end}}{{template `a` 7}}
{{$x := 1}}{{define "a"}}{{$x}}{{end}}
{{define "a"}}{{.None}}{{end}}{{template "a" .State}}
{{define "a"}}{{break}}{{end}}
{{define "a"}}{{.}}{{if .}}{{template "a" slice . 1}}{{end}}{{end}}{{template "a" "xyz"}}
"""
_LOGIC = r"""
{{and}}
{{or}}
{{not}}
{{and 1}} {{and 1 2}} {{and 0 2}} {{and 1 "" 3}} {{and true false}}
{{or 1}} {{or 0 2}} {{or 0 ""}}| {{or "" 0 3}} {{or false true}}
{{not 1}} {{not 0}} {{not ""}} {{not nil}}
{{not 1 2}}
{{and 0 .None}} {{or 1 .None}}
{{1 | and 2}} {{0 | or 0}} {{1 | or 2}} {{1 | and 0}}
{{and .State .Config.Labels.none}}
{{or .Config.Labels.none "default"}}
{{and (eq 1 1) (eq 2 2)}}
{{eq 1 1}} {{eq 1 2}} {{eq "a" "a"}} {{eq 1.5 1.5}} {{eq true true}} {{eq 1 2 3 1}}
{{eq 1}}
{{eq}}
{{eq 1 "a"}}
{{eq 1 1.0}}
{{eq 1 nil}}
{{eq nil nil}}
{{eq .Config.Labels.none nil}}
{{eq .Config.Labels.none ""}}
{{eq .Config.Cmd .Config.Cmd}}
{{eq .Config.Labels .Config.Labels}}
{{eq "a" .Config.Cmd}}
{{eq .State.Status "running" "paused"}}
{{eq 'a' 97}}
{{ne 1 2}} {{ne 1 1}} {{ne "a" "b"}}
{{ne 1 "a"}}
{{ne 1}}
{{ne 1 2 3}}
{{lt 1 2}} {{lt 2 1}} {{lt "a" "b"}} {{lt 1.5 2.5}} {{le 1 1}} {{gt 2 1}} {{ge 2 2}} {{le "b" "a"}}
{{lt 1 "a"}}
{{lt 1 1.5}}
{{lt true false}}
{{gt "a" nil}}
{{ge .Config.Cmd 1}}
{{le nil nil}}
{{gt .State.Pid 1}} {{lt .State.ExitCode 1}}
{{1 | eq 1}} {{1 | lt 2}}
"""
_INDEXING = r"""
{{index .Config.Cmd 0}} {{index .Config.Cmd 1 0}}
{{index .Config.Cmd 3}}
{{index .Config.Cmd 4}}
{{index .Config.Cmd -1}}
{{index .Config.Cmd "a"}}
{{index .Config.Cmd nil}}
{{index .Config.Cmd 1.5}}
{{index .Config.Cmd true}}
{{index .Config.Labels 1}}
{{index .Config.Labels nil}}
{{index "abc" 1}} {{index "é" 0}}
{{index "abc" 3}}
{{index "abc" 4}}
{{index 1 1}}
{{index nil 1}}
{{index .State "Status"}}
{{index}}
{{index .Config.Cmd}}{{/* itself */}}
{{index .Mounts 0 "Type"}}
{{(index .Mounts 0).Destination}}
{{index (slice .Config.Cmd 1) 0}}
{{0 | index .Config.Cmd}}
{{slice "abcdef" 1 3}} {{slice "abcdef" 2}} {{slice "abcdef"}} {{slice "é" 0 2}}
{{slice "abc" 4}}
{{slice "abc" 2 1}}
{{slice "abc" 0 1 2}}
{{slice "abc" 0 1 2 3}}
{{slice "abc" "a"}}
{{slice "abc" nil}}
{{slice .Config.Cmd 0 2}} {{slice .Config.Cmd 1}} {{len (slice .Config.Cmd 3)}}
{{slice .Config.Cmd 0 2 3}}
{{slice .Config.Cmd 2 1}}
{{slice .Config.Cmd 9}}
{{slice .Config.Labels 1}}
{{slice 1 1}}
{{slice nil}}
{{len "abc"}} {{len "é"}} {{len ""}} {{len .Config.Cmd}} {{len .Config.Labels}} {{len .Mounts}}
{{len 1}}
{{len nil}}
{{len .State}}
{{len .State.Running}}
{{len}}
{{len 1 2}}
{{len .Config.Labels.none}}
{{call nil}}
{{call 1}}
{{call "x" 2}}
{{call}}
{{call .State.Status}}
{{none}}
{{none 1 2}}
{{print none}}
"""
_PRINTING = r"""
{{print}}|{{print 1}}|{{print 1 2}}|{{print "a" "b"}}|{{print 1 "a" 2 3}}|{{print 1.5 true}}
{{println}}|{{println 1 "a"}}|
{{print .Config.Cmd}} {{print .Config.Labels}}
{{.Config.Cmd}} {{.Config.Labels}}
{{.Config.Env}}
{{.State.Error}}{{print .State.Error}}|
{{printf "%v %v %v %v" 1 "a" 1.5 true}}
{{printf "%s|%10s|%-10s|%.2s|%10.2s" "abc" "abc" "abc" "abc" "abc"}}
{{printf "%05s|%-05s|" "ab" "ab"}}
{{printf "%q %+q %#q %x %X % x %#x %# x" "aé" "aé" "aé" "aé" "aé" "aé" "aé" "aé"}}
{{printf "%.1x" "abc"}}
{{printf "%q" "a\n\t\"\\\x00é\u200b"}}
{{printf "%#q" "a`b"}}
{{printf "%d|%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%O|%b|%#b" 42 42 42 42 42 42 255 255 255 8 8 8 5 5}}
{{printf "%d %05d %x %+d" -42 -42 -255 -1}}
{{printf "%.3d|%8.3d|%-8.3d|%08.3d|%.0d" 5 5 5 5 0}}
{{printf "%c|%c|%c|%q|%q|%+q|%#q|%U|%#U|%08U" 65 233 -1 65 233 233 65 233 233 233}}
{{printf "%5c|%-5c|%5q" 65 65 65}}
{{printf "%t %v %5t|%-7t|" true false true false}}
{{printf "%e %E %f %F %g %G" 1.5 1.5 1.5 1.5 1.5 1.5}}
{{printf "%.0f %.1f %.2f %8.2f|%-8.2f|%08.2f|%+.1f|% .1f" 1.5 1.25 1.005 1.5 1.5 1.5 1.5 1.5}}
{{printf "%g %g %g %g" 1e6 1e-5 123456789.0 100000.0}}
{{printf "%.3g %.10g %g" 1234.5678 1234.5678 0.1}}
{{printf "%x %X" 1.5 1.5}}
{{printf "%6.2f|%06.2f|%-6.2f|" -1.5 -1.5 -1.5}}
{{printf "%v %+v %#v %T" 1 1 1 1}}
{{printf "%v %+v %#v %T" "a" "a" "a" "a"}}
{{printf "%v %#v %T" 1.5 1.5 1.5}}
{{printf "%v %#v %T" true true true}}
{{printf "%v %#v %T" nil nil nil}}
{{printf "%s %d %q" nil nil nil}}
{{printf "%v %+v %#v %T" .Config.Cmd .Config.Cmd .Config.Cmd .Config.Cmd}}
{{printf "%s %q %d %x" .Config.Cmd .Config.Cmd .Config.Cmd .Config.Cmd}}
{{printf "%v %#v %T" .Config.Labels .Config.Labels .Config.Labels}}
{{printf "%s %q" .Config.Labels .Config.Labels}}
{{printf "%5v|%-5v|%05v" 1 1 1}} {{printf "%5v|%-5v|%05v" "a" "a" "a"}}
{{printf "%5v" .Config.Cmd}}
{{printf "%d" "a"}} {{printf "%s" 1}} {{printf "%s" 1.5}} {{printf "%s" true}} {{printf "%t" 1}} {{printf "%f" 1}}
{{printf "%5d" "a"}} {{printf "%-5d|" "a"}} {{printf "%q" 1.5}} {{printf "%x" true}} {{printf "%c" "a"}}
{{printf "%d %d" 1}} {{printf "%d" 1 2}} {{printf "%d" 1 "a" nil}}
{{printf "%"}} {{printf "a%"}} {{printf "%5"}} {{printf "%z" 1}} {{printf "%!" 1}} {{printf "%é" 1}}
{{printf "%%"}} {{printf "%5%"}} {{printf "100%%" }}
{{printf "%*d|%-*d|%*d" 5 1 5 1 -5 1}}
{{printf "%.*f" 1 1.55}} {{printf "%.*f" -1 1.5}} {{printf "%*d" "a" 1}} {{printf "%.*d" "a" 1}}
{{printf "%*d" 10000000 1}}
{{printf "%[2]d %[1]d" 1 2}} {{printf "%[2]d" 1 2}} {{printf "%[3]d" 1 2}} {{printf "%[0]d" 1}} {{printf "%[x]d" 1}}
{{printf "%[1]d %d %[1]d" 1 2}} {{printf "%[2]*[1]d" 1 5}} {{printf "%[1" 1}} {{printf "%[]d" 1}}
{{printf "%1000000000d" 1}}
{{printf "%99999999999999999999d" 1}}
{{printf "%.99999999999d" 1}}
{{printf "%w" 1}} {{printf "%p" 1}} {{printf "%v" 'a'}}
{{printf "%+5d|%+-5d|%+05d|%x" 1 1 1 -1}}
{{printf}}
{{printf 1}}
{{printf nil}}
{{printf .Config.Cmd}}
{{"a" | printf "%s %s" "b"}}
{{printf "%s" .State.Running}} {{printf "%d" .State.Pid}} {{printf "%v" .State.ExitCode}}
{{printf "%v" .State.None}}
{{html "<a href='x'>\"&\"</a>"}} {{html 1 "<" 2}} {{html}}|{{html nil}}
{{js "it's \"<>&=\" \\ \n é \u200b"}} {{js 1}} {{js}}|{{js "\x01\x7f"}}
{{urlquery "a b&c=d/é~-_.!*'()"}} {{urlquery 1 2}} {{urlquery}}|
{{html .Config.Labels}} {{js .Config.Cmd}} {{urlquery .Config.Cmd}}
{{index .Config.Labels "note" | html}}
{{index .Config.Labels "note" | js}}
{{index .Config.Labels "note" | urlquery}}
"""
_ADDED = r"""
{{json 1}} {{json "a"}} {{json true}} {{json 1.5}} {{json nil}} {{json 1e21}} {{json 1e-7}}
{{json "<a> & 'b' \" \\ \n \t \r \x01 é \u2028 😀"}}
{{json .Config.Cmd}}
{{json .Config.Labels}}
{{json .Config.Labels.none}}
{{json .State.Running}} {{json .State.Pid}}
{{json .Mounts}}
{{.Mounts | json}}
{{json}}
{{json 1 2}}
{{json .Config.Env | len}}
{{join .Config.Cmd ","}} {{join .Config.Cmd ""}}
{{.Config.Cmd | join ","}}
{{"," | join .Config.Cmd}}
{{join .Config.Labels ","}}
{{join "a" ","}}
{{join nil ","}}|
{{join .Config.Cmd 1}}
{{join .Config.Cmd}}
{{join .Mounts ","}}
{{split "a,b,c" ","}} {{len (split "a,b,c" ",")}} {{split "abc" ""}} {{len (split "" ",")}} {{len (split "" "")}}
{{join (split "a,b,c" ",") "-"}} {{index (split "a,b" ",") 1}}
{{range split "a b" " "}}[{{.}}]{{end}}
{{printf "%q %T" (split "a,b" ",") (split "a,b" ",")}}
{{split 1 ","}}
{{split "a"}}
{{title "hello world-foo bar_baz don't x2y éa ßx"}} {{title ""}}|
{{lower "ABC É İ"}} {{upper "abc é ß ŉ"}}
{{upper 1}}
{{upper}}
{{upper nil}}
{{upper .Config.Cmd}}
{{upper .State.Running}}
{{.State.Status | upper | lower | title}}
{{pad "a" 1 2}}| {{pad "" 1 2}}| {{pad "é" 0 0}}|
{{pad "a" -1 0}}
{{pad "a" 1}}
{{pad 1 1 1}}
{{pad "a" "b" 1}}
{{pad "a" 1.5 1}}
{{pad "a" 1.0 1e0}}|
{{truncate "abcdef" 3}} {{truncate "abc" 9}} {{truncate "abc" 0}}| {{truncate "abc" 3}}
{{truncate "é" 2}}
{{truncate "abc" -1}}
{{truncate "abc" "a"}}
{{truncate 1 1}}
"""
_BROKEN = r"""
{{
{{}}
{{ }}
{{.Name
{{.Name }
{{.Name}
{{.Name }} {{
{{.Name
}}
{{"x"
}}{{.None}}
{{.Name |}}
{{| .Name}}
{{.Name | | print}}
{{.Name | 1}}
{{.Name | .}}
{{.Name | "a"}}
{{1 | nil}}
{{(.Name}}
{{.Name)}}
{{(}}
{{)}}
{{()}}
{{(1}}
{{/* open
{{/* note */ x}}
{{/*a*/ }}x
{{@}}
{{#}}
{{.Name#}}
{{.Name é}}
{{é}}
{{.é}}
{{€}}
{{.a€}}
{{$€}}
{{"a"€}}
{{.Name.}}
{{.Name..State}}
{{..}}
{{.Name .State.Running}}
{{print.Name}}
{{print .Name.}}
{{print 1.a}}
{{"a".b}}
{{1.b}}
{{true.b}}
{{..b}}
{{$.State.Status}} {{$ .State}}
{{print(1)}} {{print (1)(2)}}
{{print"a"}}
{{print `a``b`}}
{{print "a""b"}}
{{print 1"a"}}
{{.Name,}}
{{,}}
{{a,b}}
{{;}}
{{.Name;}}
{{[}}
{{.Name[0]}}
{{!true}}
{{1+1}}
{{1 + 1}}
{{.State.Pid > 1}}
{{.State.Status == "running"}}
{{=}}
{{if .State.Running == true}}x{{end}}
{{"abcdefghijklmnop" |
{{.abcdefghijklmnop .b}
{{define "a"}}{{end}}{{end}}
{{if 1}}{{end}}{{end}}
{{range .Config.Cmd}}{{end}}{{else}}
{{with 1}}{{else}}{{else}}{{end}}
{{block "a" .}}
{{block}}
{{template "a" }
{{range $x, := .Config.Cmd}}{{end}}
{{range $x $y := .Config.Cmd}}{{end}}
{{printf "%d" 1,2}}
\t{{"x"}}\n
{{"a\tb"}}\t|
"""
_DEEP = [
    '  {{- "x" -}}  ',
    "{{" + "(" * 40 + "1" + ")" * 40 + "}}",
    "{{if true}}" * 30 + "x" + "{{end}}" * 30,
    "{{print " + "(print " * 20 + "1" + ")" * 20 + "}}",
    "{{if false}}" + "{{else if false}}" * 20 + "{{else}}x{{end}}",
    "{{" + " | ".join(['"a"'] + ["print"] * 60) + "}}",
    "{{print " + " ".join(str(n) for n in range(200)) + "}}",
    "{{range .Config.Cmd}}" * 4 + "." + "{{end}}" * 4,
    "{{printf \"%300s|\" \"x\"}}",
    "x" * 3000,
    '{{"' + "y" * 3000 + '"}}',
]  # fmt: skip
_DOCKER = r"""
{{.Path}} {{.Args}} {{.Platform}} {{.Driver}}
{{.HostConfig.Binds}} {{.HostConfig.CapAdd}} {{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}
{{.HostConfig.RestartPolicy}} {{.HostConfig.RestartPolicy.Name}}
{{.HostConfig.PidsLimit}} {{.HostConfig.Init}} {{.HostConfig.MemorySwappiness}}
{{.HostConfig.PortBindings}} {{.HostConfig.LogConfig}}
{{.Config.Hostname}} {{.Config.WorkingDir}} {{.Config.Entrypoint}} {{.Config.User}}|
{{.Config.Healthcheck.Test}} {{.Config.OnBuild}} {{.Config.Volumes}}
{{.Config.StopSignal}}|{{.Config.StopTimeout}}
{{.GraphDriver.Name}} {{.ExecIDs}} {{.AppArmorProfile}}|
{{.NetworkSettings.Networks.backplane.IPAddress}}
{{range $p, $b := .NetworkSettings.Ports}}{{$p}}={{range $b}}{{.HostIp}}:{{.HostPort}},{{end}} {{end}}
{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}
{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}
{{json .NetworkSettings.Ports}}
{{json .HostConfig.RestartPolicy}}
{{json .Config}}
{{.State.Health.Status}} {{.State.Health.FailingStreak}}
{{printf "%T" .State}} {{printf "%T" .Config.Labels}} {{printf "%T" .State.Pid}}
{{.ID}} {{.Id}}
{{.Id}} {{.State.Pid}} {{.State.Pid | printf "%d"}} {{.SizeRw}}
{{.Id}} {{printf "%T" .State.Pid}} {{.Config.Cmd | join ","}}
{{range .Mounts}}{{.Type}}:{{.Source}}:{{.Destination}}:{{.RW}};{{end}}
{{.Id}}{{eq .State.Pid 1}}
{{.Id}}{{.State.None}}
{{.Id}}{{.State.None.None}}
{{.Id}}{{index .Config.Labels "none"}}|{{index .Config "none"}}
{{.Id}}{{.State}}
{{.Id}}{{.Config.Labels.none}}
{{.Id}}{{join .Config.Cmd ","}}
{{.Id}}{{range .Config.Cmd}}{{.}};{{end}}{{upper .State.Pid}}
{{.Id}}{{gt .State.Pid 1}}
{{.Id}}{{.SizeRw}}{{json .State.Pid}}
"""
_PODMAN = r"""
{{.Path}} {{.Args}} {{.Driver}} {{.ID}} {{.Image}}
{{.Id}}
{{.HostConfig.Binds}} {{.HostConfig.CapAdd}} {{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}
{{.HostConfig.RestartPolicy}} {{.HostConfig.RestartPolicy.Name}}
{{.Config.Hostname}} {{.Config.WorkingDir}} {{.Config.Entrypoint}} {{.Config.User}}|
{{.ImageName}} {{.Pod}}| {{.Rootfs}}| {{.IsInfra}} {{.IsService}}
{{.NetworkSettings.Networks.backplane.IPAddress}}
{{range $p, $b := .NetworkSettings.Ports}}{{$p}}={{range $b}}{{.HostIP}}:{{.HostPort}},{{end}} {{end}}
{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}
{{range .}}{{.Name}}{{end}}
{{range .}}{{.Name}}
{{range .}}{{.State.Status}} {{end}}x
{{json .HostConfig.RestartPolicy}}
{{printf "%T" .State}} {{printf "%T" .Config.Labels}}
{{.State.OciVersion}} {{.State.CgroupPath}}
{{json .NetworkSettings.Ports}}
{{range .Mounts}}{{.Type}}:{{.Source}}:{{.Destination}}:{{.RW}};{{end}}
{{.State.Health.Status}}|
{{.Config.StopSignal}} {{.Config.Umask}} {{.Config.Timeout}}
"""


def _lines(text: str) -> list[str]:
    """One template a line; a line that goes on is one that ends within what only that can be."""
    out: list[str] = []
    for line in text.strip("\n").split("\n"):
        if out and out[-1] in _GOES_ON:
            out[-1] += "\n" + line
        else:
            out.append(line)
    return out


_GOES_ON = ("{{/* a", "line", "{{`a", '{{"x"')
SHARED = [
    template
    for text in (_ACTIONS, _CONSTANTS, _VARIABLES, _BRANCHES, _TEMPLATES, _LOGIC, _INDEXING, _PRINTING,
                 _ADDED, _BROKEN)
    for template in _lines(text)
] + _DEEP  # fmt: skip
DOCKER = _lines(_DOCKER)
PODMAN = _lines(_PODMAN)


_PS = r"""
{{.ID}} {{.Names}} {{.Image}} {{.Ports}}
{{.ID}}\t{{.Names}}
{{.Command}} {{.Mounts}} {{.Networks}}
{{upper .ID}} {{len .ID}} {{slice .ID 0 4}} {{truncate .Names 2}}
{{json .Names}} {{json .Image}}
{{printf "%-10s|%5s|%q" .Names .Names .Names}}
{{if eq .Names "web"}}found{{else}}no{{end}}
{{if .Ports}}{{.Ports}}{{else}}-{{end}}
{{with .Ports}}<{{.}}>{{end}}
{{range split .Names "e"}}[{{.}}]{{end}}
{{join (split .Names "e") "+"}}
{{.Names | title | printf "%s!"}}
{{.Names}}{{"\n"}}x
{{$n := .Names}}{{$n}}-{{$.ID}}
{{define "a"}}({{.}}){{end}}{{template "a" .Names}}
 {{.Names}}
x
{{""}}
{{/* note */}}
{{println .Names}}
{{.Nope}}
{{.Names}}{{.Nope}}
{{.Names.Nope}}
{{.Names "x"}}
{{.names}}
{{index .Names 9}}
{{index .Names "a"}}
{{template "none"}}
{{upper}}
{{none}}
{{.Names
{{.Names}
{{if .Names}}x
{{end}}
{{break}}
{{.Names | }}
{{1 | 2}}
{{"a}}
{{/* x
table {{.Names}}
table {{.ID}}\t{{.Names}}\t{{.Image}}
table {{.Names}}\t{{upper .Names}}\t{{.Image}}
table {{.Nope}}
table {{.Names
table {{.Names}}{{/* x */}}
tablex {{.Names}}
 table {{.Names}}
table {{.Names}}  {{.Image}}
table {{truncate .Names 2}}\t{{len .Names}}
"""
_PS_DOCKER = r"""
{{.Label "role"}} {{.Label "none"}}|
{{.Label}}
{{.Label 1}}
{{.Label "a" "b"}}
{{.Size}}|{{.LocalVolumes}}|{{.State}}
table {{.Names}}\t{{.Label "role"}}
table {{json .Names}}\t{{lower .Names}}\t{{title .Names}}
table {{join (split .Names "e") "-"}}
table {{.Names}}\t{{pad .ID 1 2}}\t{{println .Image}}
{{.Foo.Bar}}
"""
_PS_PODMAN = r"""
{{.Labels}} {{index .Labels "role"}}|
{{range $k, $v := .Labels}}{{$k}}={{$v}} {{end}}
{{json .Labels}}
{{range .}}{{.Names}} {{end}}
{{range .}}{{.Nope}}{{end}}
{{ range . }}{{.Names}};{{ end }}x
{{.Pid}}{{.Foo}}
"""
_OTHERS: dict[tuple[str, ...], str] = {
    ("images",): r"""
{{.ID}} {{len .ID}} {{.Size}}
{{.Repository}}{{.Nope}}
{{.Repository
table {{.ID}}\t{{.Size}}
table {{.Nope}}
""",
    ("network", "ls"): r"""
{{.Name}} {{.Driver}}
{{.Name}} {{.ID | len}}
{{.Nope}}
{{.Name
table {{.Name}}\t{{.Driver}}
table {{.Name}} {{.Nope}}
""",
    ("volume", "ls"): r"""
{{.Name}} {{.Driver}} {{.Scope}} {{.Mountpoint}}
{{.Nope}}
{{.Name
table {{.Name}}\t{{.Driver}}
{{json .Name}}
""",
    ("version",): r"""
{{.Nope}}
{{.Client.Version
{{none}}
""",
    ("info",): r"""
{{.Nope}}
x{{.Nope}}
{{.Name
{{none}}
""",
    ("volume", "inspect", "data"): r"""
{{.Name}} {{.Driver}} {{.Labels}} {{.Labels.keep}} {{index .Labels "keep"}}
{{.Nope}}
{{.Name
{{.Labels.none}} {{.Options}}
""",
    ("network", "inspect", "backplane"): r"""
{{.Nope}}
{{.Name
x{{"y"}}
""",
    ("image", "inspect", "hostbridge.test/base:1"): r"""
{{.RepoTags}} {{.Architecture}} {{.Os}}
{{.Config.Cmd}} {{.Config.Env}} {{json .Config.Cmd}}
{{.Nope}}
{{.RepoTags
{{.Config.Nope}}
{{index .RepoTags 0}} {{len .RootFS.Layers}}
""",
    ("inspect", "web", "job"): r"""
{{.State.ExitCode}}
{{.State.Nope}}
{{range .Mounts}}{{.Type}} {{end}}
{{.Config.Labels.role}}
""",
    ("inspect", "nonesuch", "web"): r"""
{{.State.Running}}
""",
}


_TIMES = r"""
{{.Created}}
{{.Created.Unix}}
{{.Created.UnixNano}} {{.Created.UnixMilli}} {{.Created.UnixMicro}}
{{.Created.Format "2006-01-02T15:04:05Z07:00"}}
{{.Created.Format "Mon Jan _2 15:04:05.000000 MST 2006 02 002 3PM pm 06 1 January Monday -07 -0700 -07:00:00 .999 ,000 Z0700"}}
{{.Created.Year}} {{.Created.Month}} {{.Created.Day}} {{.Created.Hour}} {{.Created.Minute}} {{.Created.Second}} {{.Created.Nanosecond}} {{.Created.Weekday}} {{.Created.YearDay}}
{{printf "%d %v %s" .Created.Month .Created.Month .Created.Weekday}}
{{.Created.UTC}} {{.Created.Local}}
{{.Created.IsZero}} {{.State.FinishedAt.IsZero}} {{.State.FinishedAt}} {{.State.FinishedAt.Unix}}
{{.State.StartedAt.Sub .Created}}
{{.State.StartedAt.After .Created}} {{.State.StartedAt.Before .Created}} {{.State.StartedAt.Equal .Created}}
{{.Created.Add 3600000000000}} {{.Created.AddDate 1 2 3}}
{{.Created.Truncate 60000000000}} {{.Created.Round 60000000000}}
{{.Created.Location}} {{.Created.String}}
{{.Created.Nope}}
{{.Created.Unix 1}}
{{.Created.Format}}
{{.Created.Format 1}}
{{.Created.Sub 1}}
{{.Created.Add "x"}}
{{(.State.StartedAt.Sub .Created).Seconds}}
{{(.State.StartedAt.Sub .Created).String}} {{(.State.StartedAt.Sub .Created).Milliseconds}}
{{json .Created}} {{len .Created}}
{{eq .Created .State.StartedAt}}
{{lt .Created .State.StartedAt}}
{{if .Created}}y{{else}}n{{end}}
{{.Created.Month.String}}
{{.Created.UTC.Format "15:04"}}
{{index .Created 0}}
{{.Created | print}}
{{.Created.Unix | printf "%x"}}
{{range .Created}}x{{end}}
{{with .Created}}{{.Unix}}{{end}}
{{$t := .Created}}{{$t.Year}}
{{.Config.Healthcheck}}
{{join .Created ","}}
{{upper .Created}}
{{.Config.Healthcheck}} {{json .Config.Healthcheck}}
{{with .Config.Healthcheck}}{{.Interval}} {{.Interval.Seconds}} {{printf "%d %v %s %x" .Interval .Timeout .Interval .Interval}}{{end}}
{{with .Config.Healthcheck}}{{eq .Interval 5}} {{gt .Interval 5}} {{.Test}} {{.Retries}}{{end}}
{{range .Config.Cmd}}{{with .}}{{.Nope}}{{end}}{{end}}
{{$x := .Config}}{{$x.Nope}}
{{(.Config).Nope}}
{{(.Config.Cmd).Nope}}
{{.Config.Cmd.Nope}}
"""


def commands(engine: str) -> dict[str, list[list[str]]]:
    """The commands for each client, by what they are about: words of a command line."""
    own, listed = (DOCKER, _PS_DOCKER) if engine == "docker" else (PODMAN, _PS_PODMAN)
    shown = [["ps", "-a", "--format", template] for template in _lines(_PS) + _lines(listed)]
    for (first, *rest), templates in _OTHERS.items():
        verbs = [first, *rest[:1]] if first in ("network", "volume", "image") else [first]
        names = [first, *rest][len(verbs) :]
        shown += [[*verbs, "--format", template, *names] for template in _lines(templates)]
    return {
        "inspect": [
            ["inspect", "-f", template, "web"] for template in [*SHARED, *own, *_lines(_TIMES)]
        ],
        "shown": shown,
    }
