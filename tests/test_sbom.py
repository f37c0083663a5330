"""The bill of materials holds every package that is pinned, and nothing else."""

import json
import re

from tools import sbom


def test_every_pinned_package_stands_in_it_once_with_its_hashes(capsys) -> None:
    sbom.main([])
    told = json.loads(capsys.readouterr().out)
    pins = {
        pin
        for name in sbom.SERVES
        for pin in re.findall(r"^([a-z][^\s\[=]*)\S*?==(\S+)", (sbom.CHECKOUT / name).read_text(), re.M)
    }
    assert {(each["name"], each["version"]) for each in told["components"]} == pins
    assert len(told["components"]) == len(pins) > 20
    assert all(each["hashes"] for each in told["components"])
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")


def test_a_package_of_several_files_stands_once() -> None:
    first, second = (f"    --hash=sha256:{digit * 64}" for digit in "01")
    text = f"a-b[c]==1.0 ; python_version < '4' \\\n{first} \\\n{second}\nz==2\n"
    components = sbom.bill([text, text])["components"]
    assert [(each["purl"], len(each["hashes"])) for each in components] == [
        ("pkg:pypi/a-b@1.0", 2),
        ("pkg:pypi/z@2", 0),
    ]
