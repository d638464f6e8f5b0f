#!/usr/bin/env bash
# Goes the eight steps of docs/running.md in a folder of its own, on loopback, and lets a browser do what people do then.
# Instead of systemd this script starts the processes, as a user without rights; Caddy makes the certificate itself.
# It needs what tests need (make browser) and, of Debian, caddy and python3-venv. PYTHON names a Python to install for.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
tests=$here/.venv/bin/python
running=()
made_user=

step() { printf '%s\n' "$*"; }

finish() {
    code=$?
    set +e
    trap - EXIT
    if [ ${#running[@]} -gt 0 ]; then
        kill "${running[@]}" 2>/dev/null
        wait "${running[@]}" 2>/dev/null
    fi
    if [ "$code" -ne 0 ]; then
        tail -n 20 "$folder"/*.log >&2 2>/dev/null
    fi
    rm -rf "$folder"
    [ -z "$made_user" ] || userdel "$made_user" || code=1
    exit "$code"
}

as_user() {  # becomes a process of the user without rights, so a subshell is what is ended later
    if [ "$(id -u)" -eq 0 ]; then
        exec setpriv --reuid "$user" --regid "$user" --clear-groups -- env HOME="$folder" "$@"
    fi
    exec env HOME="$folder" "$@"
}

in_touch() {  # what deploy/in-touch is on a server; to be called in a subshell
    set -a
    # shellcheck disable=SC1091
    . "$folder/environment"
    as_user "$folder/opt/bin/in-touch" "$@"
}

answers() {  # whether something listens on a port, asked until it does
    for _ in $(seq 300); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
        sleep 0.2
    done
    printf 'nothing answers on port %s\n' "$1" >&2
    return 1
}

[ -x "$tests" ] || { printf '%s: is not there; first: make browser\n' "$tests" >&2; exit 1; }
for name in "${!ASSESSMENT_@}"; do unset "$name"; done # what is set here is not meant for the site

folder=$(mktemp -d /tmp/in-touch-try.XXXXXX)
trap finish EXIT
trap 'exit 1' INT TERM
cd "$folder"
ports=$("$tests" -c '
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(one.getsockname()[1] for one in held))')
read -r site app smtp <<<"$ports"

step "1. packages"
for program in caddy "${PYTHON:=/usr/bin/python3}"; do
    command -v "$program" >/dev/null || { printf '%s: is not there; on Debian: apt-get install caddy python3-venv\n' "$program" >&2; exit 1; }
done

step "2. the program, from production.lock and this checkout"
mkdir source
tar -C "$here" -cf - assessment pyproject.toml README.md LICENSE questions.yaml production.lock .streamlit | tar -C source -xf -
"$PYTHON" -m venv opt
opt/bin/pip install --quiet --disable-pip-version-check --require-hashes -r source/production.lock
opt/bin/pip install --quiet --disable-pip-version-check --no-deps ./source

step "3. a user of its own, and its folders"
user=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
    user=in-touch-try
    id -u "$user" >/dev/null 2>&1 || { useradd --system --user-group --home-dir "$folder" --shell /usr/sbin/nologin "$user" && made_user=$user; }
fi
chmod 0755 "$folder"
install -d -o "$user" -m 0700 var backups caddy letters

step "4. settings"
sed -e "s|https://in-touch\.example\.org|https://localhost:$site|" \
    -e "s|/var/lib/in-touch/|$folder/var/|" \
    -e "s|^#ASSESSMENT_MAIL_HOST=.*|ASSESSMENT_MAIL_HOST=127.0.0.1|" \
    -e "s|^#ASSESSMENT_MAIL_SENDER=|ASSESSMENT_MAIL_SENDER=|" \
    -e "s|^#ASSESSMENT_MAIL_PORT=.*|ASSESSMENT_MAIL_PORT=$smtp|" \
    -e "s|^#ASSESSMENT_MAIL_TLS=.*|ASSESSMENT_MAIL_TLS=none|" "$here/deploy/environment" >environment

step "5. the site"
link=$(in_touch init --region north --name North --administrator ada@example.org --administrator-name "Ada Bruni")

step "6. the service"
in_touch serve --port "$app" >service.log 2>&1 &
running+=($!)
answers "$app"

step "7. the proxy"
sed -e "s|^in-touch\.example\.org|https://localhost:$site|" \
    -e "s|127\.0\.0\.1:8501|127.0.0.1:$app|" \
    -e "s|^{\$|{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n\tstorage file_system $folder/caddy|" \
    -e "s|^\ttls {\$|\ttls {\n\t\tissuer internal|" "$here/deploy/Caddyfile" >Caddyfile
(as_user caddy run --config "$folder/Caddyfile" --adapter caddyfile) >proxy.log 2>&1 &
running+=($!)
answers "$site"

step "8. mail, and in"
# the mail server of the tests, in a process of its own: what it takes lies in a folder
"$tests" -m aiosmtpd --nosetuid --listen "127.0.0.1:$smtp" --class aiosmtpd.handlers.Mailbox "$folder/letters/all" >mail.log 2>&1 &
running+=($!)
answers "$smtp"
(in_touch mail-test ada@example.org)
answered=$(PYTHONPATH=$here "$tests" "$here/tests/try_it.py" "https://localhost:$site" "$link" "$folder/letters/all" \
    "$folder/caddy/pki/authorities/local/root.crt")

step "the first answer, as a backup of the database holds it: $answered"
(in_touch backup "$folder/backups/copy.db")
(in_touch job) >job.log
"$tests" -c '
import sqlite3, sys
question, level = sys.argv[2].split()
(found,) = sqlite3.connect(sys.argv[1]).execute("SELECT question_id, value FROM answers").fetchall()
assert found == (question, level), found' "$folder/backups/copy.db" "$answered"
if grep -l '/sign-in/' service.log proxy.log; then
    printf 'a log holds a sign-in link\n' >&2
    exit 1
fi
step "all of it works"
