# Sourced by the commands of infra/: finds the repository and the .NET SDK, and builds what they run.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
recon_dll=$root/artifacts/bin/Reconciliation.Dev/release/recon-dev.dll
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
# At most 32 MB (in hexadecimal) of new objects before the youngest are collected: the engine keeps within its memory, and is no slower.
export DOTNET_GCgen0MaxBudget=2000000

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

[[ -x $HOME/.dotnet/dotnet ]] && PATH=$PATH:$HOME/.dotnet
if ! command -v dotnet >/dev/null || ! grep -q '^10\.' <<<"$(dotnet --list-sdks)"; then
    fail 'The .NET SDK 10 is not installed: see https://dotnet.microsoft.com/download/dotnet/10.0.'
fi

# Deadlines are days in Europe/Paris; minimal images come without the time zones.
if [[ ! -e /usr/share/zoneinfo/Europe/Paris && -x /usr/bin/apt-get && $(id -u) == 0 ]]; then
    { apt-get install -y -q --no-install-recommends tzdata || { apt-get update -q && apt-get install -y -q --no-install-recommends tzdata; }; } \
        >/dev/null 2>&1 </dev/null || fail 'apt-get could not install tzdata, which knows the time of Paris.'
fi

# build PROJECT: builds in Release and prints errors only, on stderr. One of these commands builds at a time; what else may hold a file
# of the tree, such as an editor, is waited for.
build() {
    local output attempt built='' compiler='' options=()
    # Where no compiler may stay for the next build, each project would start its own: this build has one, which ends with it.
    if [[ ${UseSharedCompilation:-} == false ]]; then
        compiler=reconciliation-$$-$RANDOM
        options=(-p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler")
    fi
    mkdir -p "$root/artifacts"
    {
        # The build leaves processes behind for the next one: they must not inherit the lock. The compiler keeps the budget of objects of
        # its own, since it works on all of a project at once.
        if command -v flock >/dev/null; then flock 9; fi
        for attempt in 1 2 3; do
            if output=$(env -u DOTNET_GCgen0MaxBudget \
                dotnet build "$1" -c Release -v q --nologo -clp:ErrorsOnly ${options[@]+"${options[@]}"} 2>&1 9>&-); then
                built=yes
                break
            fi
            grep -qE 'CS2012|MSB3021|MSB3027|MSB3491|used by another process' <<<"$output" || break
        done
        [[ -z $compiler ]] || end_compiler "$compiler" 9>&-
        [[ -n $built ]] || { printf '%s\n' "$output" >&2; fail "The build of ${1#"$root"/} failed."; }
    } 9>"$root/artifacts/.build.lock"
}

# end_compiler NAME: ends the compiler that build started under this name; one that is left ends itself after ten minutes.
end_compiler() {
    local sdk
    sdk=$(cd "$root" && dotnet --list-sdks | grep "^$(dotnet --version) " | sed -E 's/^([^ ]+) \[(.*)\]$/\2\/\1/')
    dotnet "$sdk/Roslyn/bincore/VBCSCompiler.dll" "-pipename:$1" -shutdown >/dev/null 2>&1 || true
}

# count_seconds: says every ten seconds that the work of this shell goes on, until it is killed or the shell has ended.
count_seconds() {
    local seconds=0
    while sleep 10 && kill -0 $$ 2>/dev/null; do
        seconds=$((seconds + 10))
        echo "  … $seconds s" >&2
    done
}

# build_recon: builds recon unless no source has changed since the last time.
build_recon() {
    local counter stamp=$root/artifacts/.recon-built
    if [[ -e $recon_dll && -e $stamp ]]; then
        [[ -n $(find "$root"/{contracts,services,Directory.Build.props,Directory.Packages.props} -newer "$stamp" -print -quit) ]] || return 0
    else
        echo 'Première construction : une à deux minutes.' >&2
    fi
    mkdir -p "$root/artifacts"
    touch "$stamp.new" # what is saved during the build is newer than this
    count_seconds &
    counter=$!
    build "$root/services/Reconciliation.Dev"
    kill "$counter"
    wait "$counter" 2>/dev/null || true # the shell would tell its end
    mv "$stamp.new" "$stamp"
}

# recon ARGUMENT...: becomes the recon command, so that signals reach it.
recon() {
    build_recon
    exec dotnet "$recon_dll" "$@"
}
