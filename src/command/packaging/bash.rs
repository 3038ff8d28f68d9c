//! What the generator for bash leaves out. To bash, `=` and `:` end a word, so that what it hands
//! over of `--sort=name:d` is `d`; and where nothing fits, it would offer the names of files.

use clap::{Command, ValueHint};

/// The lines that follow the generated ones.
pub(super) fn rest(tree: &Command) -> String {
    let takers = files_taken_by(tree).join("|");
    TEMPLATE.replace("{takers}", &takers)
}

/// The commands that take the name of a file without an option.
fn files_taken_by(command: &Command) -> Vec<String> {
    let is_file = |hint| matches!(hint, ValueHint::FilePath | ValueHint::DirPath);
    let takes = (command.get_positionals()).any(|arg| is_file(arg.get_value_hint()));
    let own = takes.then(|| command.get_name().to_owned());
    let below = command.get_subcommands().flat_map(files_taken_by);
    own.into_iter().chain(below).collect()
}

const TEMPLATE: &str = r#"
# Joins what bash took apart at "=" and ":", asks the function above, and cuts off what bash keeps.
_zentop_joined() {
    local -a words
    local i part last=-1 glue="" takes_file=""
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        part="${COMP_WORDS[i]}"
        if [[ $i -eq $COMP_CWORD && ! $part =~ ^[=:]+$ ]]; then
            part="$2"
        fi
        if [[ $part == "=" && $last -gt 0 && ${words[last]} == --* ]]; then
            words[++last]=""
            glue=1
        elif [[ $part =~ ^[=:]+$ && $last -gt 0 ]]; then
            words[last]+="$part"
            glue=1
        elif [[ -n $glue ]]; then
            words[last]+="$part"
            glue=""
        else
            words[++last]="$part"
        fi
        case "$part" in
            {takers}) takes_file=1 ;;
        esac
    done
    local cur="${words[last]}" prev=""
    if [[ $last -gt 0 ]]; then
        prev="${words[last-1]}"
    fi
    local -a COMP_WORDS
    COMP_WORDS=("${words[@]}")
    local COMP_CWORD=$last
    _zentop "$1" "$cur" "$prev"
    if [[ $cur == *[=:]* && $COMP_WORDBREAKS == *:* ]]; then
        local kept="${cur%"${cur##*[=:]}"}"
        COMPREPLY=("${COMPREPLY[@]#"$kept"}")
    fi
    if [[ ${#COMPREPLY[@]} -eq 0 && -n $takes_file ]] && type compopt >/dev/null 2>&1; then
        compopt -o default
    fi
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _zentop_joined -o nosort zentop
else
    complete -F _zentop_joined -o default zentop
fi
"#;
