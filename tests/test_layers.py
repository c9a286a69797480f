"""The import graph of docs/architecture.md §3, and the shape of files: nothing points up, nothing sprawls."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KERNEL = "union_portal"
ALLOWED = {
    "enterprises": set(),
    "members": {"enterprises"},
    "bargaining": {"enterprises"},
    "disputes": {"enterprises", "members"},
    "assistance": {"enterprises", "members"},
    "stations": {"enterprises", "members"},
}
"""Which apps an app may import; every app may import the kernel."""

BASE = {"bulk", "calendars", "fields", "keys", "parameters", "periods", "pinyin", "turns"}
"""Modules of the kernel that know no register."""
LAYERS = [
    BASE | {"organization", "embedded"},
    {"audit"},
    {"jobs", "workflow", "notices", "schema"},
    {"ledgers"},
    {"sheets", "api"},
    {"reporting"},
    {"district", "templatetags", "context", "checks", "supervisor"},
    {"management", "views", "celery", "settings", "wsgi", "apps"},
    {"urls"},
]
"""A module imports from its own layer and from those before it."""
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
DECLARED = {("audit/jobs.py", "jobs"), ("settings.py", "embedded"), ("views.py", "celery")}
"""Imports that only declare: a package's own jobs, read in by the registry."""

SOURCES = sorted(
    path
    for folder in (KERNEL, *ALLOWED)
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
WRITTEN = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
VAGUE = {"utils.py", "helpers.py", "services.py", "common.py", "common"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf8"))


def imports(path: Path) -> set[str]:
    """Modules imported, in full; `from union_portal import periods` is `union_portal.periods`."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            found |= {f"{module}.{alias.name}" for alias in node.names} if module == KERNEL else {module}
    return found


def section(module: str) -> str:
    """union_portal.reporting.compute → reporting."""
    return module.split(".")[1] if module.startswith(f"{KERNEL}.") else ""


def of_kernel(path: Path) -> str:
    return path.relative_to(ROOT / KERNEL).with_suffix("").parts[0]


def kernel_files() -> list[Path]:
    return [path for path in SOURCES if path.is_relative_to(ROOT / KERNEL)]


# --- who imports whom


def test_the_kernel_imports_no_domain_app():
    found = {
        (name(path), module)
        for path in kernel_files()
        for module in imports(path)
        if module.split(".")[0] in ALLOWED and name(path) != f"{KERNEL}/urls.py"
    }
    assert found == set()


@pytest.mark.parametrize("app", ALLOWED)
def test_an_app_imports_only_the_apps_below_it(app):
    found = {
        (name(path), module)
        for path in SOURCES
        if path.is_relative_to(ROOT / app)
        for module in imports(path)
        if module.split(".")[0] in set(ALLOWED) - ALLOWED[app] - {app}
    }
    assert found == set()


def test_every_part_of_the_kernel_has_its_layer():
    parts = {of_kernel(path) for path in kernel_files()} - {"__init__"}
    assert sorted(parts - set(RANK)) == []


def test_within_the_kernel_nothing_points_up():
    found = {
        (name(path), target)
        for path in kernel_files()
        for target in map(section, imports(path))
        if target in RANK and RANK[target] > RANK.get(of_kernel(path), len(LAYERS))
        if (path.relative_to(ROOT / KERNEL).as_posix(), target) not in DECLARED
    }
    assert found == set()


@pytest.mark.parametrize("part", ["organization", "audit", "fields", "periods", "calendars", "parameters"])
def test_the_ground_floor_knows_no_register_and_no_figure(part):
    found = {
        (name(path), target)
        for path in kernel_files()
        if of_kernel(path) == part
        for target in map(section, imports(path))
        if target in {"ledgers", "reporting", "sheets", "api", "district"}
    }
    assert found == set()


# --- how things are imported and called


def test_nothing_is_imported_inside_a_function():
    found = {
        f"{name(path)}:{node.lineno}"
        for path in WRITTEN
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    assert found == set()


def test_nothing_is_imported_by_star():
    found = {
        name(path)
        for path in WRITTEN
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    }
    assert found == set()


def test_no_signals_and_no_generic_foreign_keys():
    word = re.compile(r"django\.dispatch|\.signals\b|\breceiver\b|GenericForeignKey|GenericRelation")
    assert {(name(path), hit) for path in SOURCES for hit in word.findall(path.read_text("utf8"))} == set()


def test_no_handler_is_connected():
    """`signal.connect(handler)`: sockets and database connections are no signals."""
    found = {
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect"
        if not path.is_relative_to(ROOT / KERNEL / "embedded")
    }
    assert found == set()


# --- names and sizes


def test_no_file_is_named_for_what_is_left_over():
    assert {name(path) for path in WRITTEN if VAGUE & set(path.relative_to(ROOT).parts)} == set()


def test_the_ledgers_stay_within_six_hundred_lines():
    lines = sum(len(p.read_text("utf8").splitlines()) for p in (ROOT / KERNEL / "ledgers").glob("*.py"))
    assert lines <= 600


def test_no_file_is_longer_than_three_hundred_lines():
    found = {name(path) for path in WRITTEN if len(path.read_text("utf8").splitlines()) > 300}
    assert found == set()


def test_no_function_is_longer_than_forty_lines():
    found = {
        f"{name(path)} {node.name}"
        for path in WRITTEN
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    }
    assert found == set()


# --- what no committed file may name

HOST = re.compile(r"https?://([\w.-]+)")
OWN = {"127.0.0.1", "localhost", "testserver", "www.w3.org", "schemas.openxmlformats.org", "x"}
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|home|root|Users)/\w|\bpypi\.|files\.pythonhosted|proxy\.golang|registry\.npmjs"
)


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for line in listed.stdout.decode().splitlines() if (path := ROOT / line).is_file()]


def texts():
    for path in committed():
        try:
            yield path, path.read_text(encoding="utf8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_another_host():
    found = {(name(path), host) for path, text in texts() for host in HOST.findall(text) if host not in OWN}
    assert found == set()


def test_no_file_names_a_machine_s_folder_or_a_package_registry():
    here = Path(__file__).resolve()
    found = {(name(path), word) for path, text in texts() if path != here for word in MACHINE.findall(text)}
    assert found == set()
