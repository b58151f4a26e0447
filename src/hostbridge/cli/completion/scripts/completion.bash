# Completion of PROGRAM for bash, 3.2 and newer.

_PROGRAM_complete() {
    local line=${COMP_LINE:0:COMP_POINT} piece lead index count=0
    local -a words
    words=()
    # As they were typed: bash divides words at = and : as well.
    for ((index = 0; index <= COMP_CWORD; index++)); do
        piece=${COMP_WORDS[index]}
        lead=${line%%[![:space:]]*}
        line=${line#"$lead"}
        ((index == COMP_CWORD)) && piece=$line
        if [[ -z $lead && $index -gt 0 ]]; then
            words[count - 1]+=$piece
        else
            words[count]=$piece
            ((count++))
        fi
        line=${line#"$piece"}
    done
    local typed=${words[count - 1]}
    local last=$typed
    case $last in
        [\"\']*) last=${last:1} ;;
        *) last=${last//\\/} ;;
    esac

    local output directive candidate
    output=$("${words[0]/#\~\//$HOME/}" ASK "${words[@]:1:count-2}" "$last" 2>/dev/null) || return
    directive=${output##*:}
    output=${output%:*}
    [[ $directive =~ ^[0-9]+$ ]] || return

    # What bash will replace begins behind the last = or :.
    local start='' break
    for break in = :; do
        if [[ $COMP_WORDBREAKS == *$break* && $typed == *$break* ]]; then
            piece=${typed%"${typed##*"$break"}"}
            ((${#piece} > ${#start})) && start=$piece
        fi
    done

    COMPREPLY=()
    while IFS= read -r candidate; do
        [[ -n $candidate ]] || continue
        candidate=${candidate#"$start"}
        case $typed in
            [\"\']*) ;;
            *) printf -v candidate %q "$candidate" ;;
        esac
        COMPREPLY+=("$candidate")
    done <<<"$output"
    if ((directive & 2)); then
        compopt -o nospace 2>/dev/null
    fi
    if (((directive & 4) == 0 && ${#COMPREPLY[@]} == 0)); then
        compopt -o filenames 2>/dev/null
        local kind=-f
        ((directive & 16)) && kind=-d
        while IFS= read -r candidate; do
            [[ -n $candidate ]] && COMPREPLY+=("$candidate")
        done < <(compgen $kind -- "${last#"$start"}")
    fi
}

complete -F _PROGRAM_complete PROGRAM
