# Completion of PROGRAM for fish.

function __PROGRAM_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct | string unescape --no-quoted 2>/dev/null; or commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l output ($program ASK $words[2..-1] "$last" 2>/dev/null); or return
    set -l directive (string match -r '^:(\d+)$' -- $output[-1])[2]
    test -n "$directive"; or return
    set -e output[-1]
    if test (count $output) -gt 0
        printf '%s\n' $output
    else if test (math "floor($directive / 4) % 2") -eq 0
        if test (math "floor($directive / 16) % 2") -eq 1
            __fish_complete_directories "$last"
        else
            __fish_complete_path "$last"
        end
    end
end

complete -c PROGRAM -e
complete -c PROGRAM -k -f -a '(__PROGRAM_complete)'
