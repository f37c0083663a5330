"""Start one program as an ordinary account: PostgreSQL refuses to run as root. A script, never imported.

    python -I -S embedded_launch.py '{"detach": "LOG", "namespace": N, "needs": "PATH"}' PROGRAM ...

`namespace` maps the account to an ordinary number inside a user namespace: the program sees itself as that
account, on disk its files stay root's, and nobody's permissions change. `uid` and `gid` become another
account for good. `needs` is a folder that the account must be able to write to.
`detach` starts the program in a session of its own, its output in LOG, and prints its process id.
A process of its own does all this, so that the calling one may have threads and is never the parent.
"""

import json
import os
import sys

CANNOT = 97  # the exit code for "not possible on this machine"


def enter_namespace(number):
    """Become an ordinary number in a new user namespace, where the account's own files still open."""
    uid, gid = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER)
    for name, text in [
        ("setgroups", "deny"),
        ("uid_map", f"{number} {uid} 1"),
        ("gid_map", f"{number} {gid} 1"),
    ]:
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def become(uid, gid):
    """Turn into another account; there is no way back."""
    os.setgroups([gid])
    os.setgid(gid)
    os.setuid(uid)


def detach(log):
    """Leave the terminal's session; the first process prints the second one's number and ends."""
    pid = os.fork()
    if pid:
        print(pid, flush=True)
        os._exit(0)
    os.setsid()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(output, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


def main():
    """Become the server that the arguments describe: options as JSON, then program and arguments."""
    options, program = json.loads(sys.argv[1]), sys.argv[2:]
    if options.get("detach"):
        detach(options["detach"])
    os.umask(0o077)
    try:
        if options.get("namespace"):
            enter_namespace(options["namespace"])
        elif options.get("uid") is not None:
            become(options["uid"], options["gid"])
    except (AttributeError, OSError) as error:
        print(f"cannot change account: {error}", file=sys.stderr)
        sys.exit(CANNOT)
    needs = options.get("needs")
    if needs and not os.access(needs, os.R_OK | os.W_OK | os.X_OK):
        print(f"cannot reach {needs}", file=sys.stderr)
        sys.exit(CANNOT)
    os.execv(program[0], program)


if __name__ == "__main__":
    main()
