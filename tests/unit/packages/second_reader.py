"""A second reader of packages, from docs/format.md alone.

python second_reader.py FILE [--identity FILE | --passphrase TEXT] prints the manifest and the rows as one JSON object.
The signature is not checked, which age and zipfile cannot.
"""

import io
import json
import sys
import zipfile
from pathlib import Path

import pyrage

MAGIC = b"PINGHENG"


def unsealed(content, identity, passphrase):
    """Take the age envelope off; a card has none."""
    if content.startswith(MAGIC):
        return content
    if passphrase:
        return pyrage.passphrase.decrypt(content, passphrase)
    return pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(identity)])


def zip_of(body):
    """Skip the header: 8 bytes of magic, version, signing key and signature, each of the two with its length."""
    if not body.startswith(MAGIC):
        raise SystemExit("not a package")
    position = 8
    version = int.from_bytes(body[position : position + 2], "big")
    if version != 1:
        raise SystemExit(f"version {version}")
    position += 2
    key_size = int.from_bytes(body[position : position + 2], "big")
    position += 2 + key_size
    signature_size = int.from_bytes(body[position : position + 2], "big")
    position += 2 + signature_size
    return zipfile.ZipFile(io.BytesIO(body[position:]))


def rows_of(archive, member):
    """The rows of one text member; their number is in the manifest."""
    content = archive.read(member["name"])
    if len(content) != member["size"]:
        raise SystemExit(f"{member['name']}: size")
    rows = [json.loads(line) for line in content.decode("utf-8").splitlines()]
    if len(rows) != member["rows"]:
        raise SystemExit(f"{member['name']}: rows")
    return rows


def read(content, identity="", passphrase=""):
    """Give the manifest, the rows by member, and the sizes of the files."""
    archive = zip_of(unsealed(content, identity, passphrase))
    names = archive.namelist()
    manifest = json.loads(archive.read("manifest.json"))
    if names != ["manifest.json"] + [member["name"] for member in manifest["members"]]:
        raise SystemExit("other members than in the manifest")
    texts = [member for member in manifest["members"] if member["name"].endswith(".ndjson")]
    files = [member["name"] for member in manifest["members"] if not member["name"].endswith(".ndjson")]
    return {
        "manifest": manifest,
        "rows": {member["name"]: rows_of(archive, member) for member in texts},
        "files": {name: len(archive.read(name)) for name in files},
    }


def main(path, option="", value=""):
    """Read the file that the command line names."""
    identity = Path(value).read_text(encoding="ascii").strip() if option == "--identity" else ""
    passphrase = value if option == "--passphrase" else ""
    sys.stdout.write(json.dumps(read(Path(path).read_bytes(), identity, passphrase)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
