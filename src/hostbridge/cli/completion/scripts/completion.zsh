#compdef PROGRAM
# Completion of PROGRAM for zsh.

_PROGRAM() {
    local output directive line
    local -a lines described plain
    output="$("${words[1]/#\~\//$HOME/}" ASK "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)" || return 1
    lines=("${(@f)output}")
    directive=${lines[-1]#:}
    [[ $directive == <-> ]] || return 1
    lines[-1]=()
    for line in "${lines[@]}"; do
        [[ -n $line ]] || continue
        # A colon divides a candidate from its text.
        if [[ $line == *$'\t'* ]]; then
            described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        else
            described+=("${line//:/\\:}")
        fi
    done
    local -a suffix
    ((directive & 2)) && suffix=(-S '')
    if ((${#described})); then
        _describe -V 'PROGRAM' described "${suffix[@]}" && return 0
    fi
    if (((directive & 4) == 0)); then
        if ((directive & 16)); then
            _files -/
        else
            compset -P '*='
            _files
        fi
    fi
}

if [[ ${funcstack[1]} == _PROGRAM ]]; then
    _PROGRAM "$@"
else
    compdef _PROGRAM PROGRAM
fi
