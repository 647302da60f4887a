"""Write web/src/lib/wire.ts: the wire's models, as TypeScript for the client.

    python -m tools.wire_ts            write it
    python -m tools.wire_ts --check    exit 1 when it is not what it would write

The models become one JSON Schema, json-schema-to-typescript (from web/node_modules) turns that
into types. Three are added: `Commands` (name to what is asked and answered), `Live` and
`Event` (each one union over the kinds). A field with a default is optional, for the hub leaves
out what is unset; a fixed word such as `ok` is always there.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

from pydantic.json_schema import models_json_schema

from hub.wire.base import Code, Message, Refusal
from hub.wire.commands import COMMANDS
from hub.wire.http import LinkLook, LinkUse, SignedIn
from hub.wire.live import LIVE, Hello
from hub.wire.people import Role
from hub.wire.reach import AnswerByToken, Beacon, PushNotice
from hub.wire.rooms import Mode, RoomState
from hub.wire.streams import EVENTS

Schema = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
TARGET = WEB / "src" / "lib" / "wire.ts"
BANNER = "/** Generated from hub/wire by tools/wire_ts.py. Do not edit: change the models. */"
WORDS = {"Code": get_args(Code), "Mode": get_args(Mode), "Role": get_args(Role)}
COMPILE = """
const { compile } = await import('json-schema-to-typescript');
const { title, banner, schema } = JSON.parse(await new Response(process.stdin).text());
const style = { singleQuote: true, printWidth: 140, tabWidth: 2 };
const options = { additionalProperties: false, bannerComment: banner, style };
process.stdout.write(await compile(schema, title, options));
"""


def main(arguments: list[str]) -> int:
    text = compiled(whole_schema())
    if "--check" not in arguments:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{TARGET.relative_to(ROOT)} is stale: python -m tools.wire_ts\n")
    return 1


def whole_schema() -> Schema:
    """One object that has everything: the models under $defs, the two maps as properties."""
    loose: list[type[Message]] = [
        *(Hello, Refusal, RoomState, LinkLook, LinkUse, SignedIn),
        *(AnswerByToken, Beacon, PushNotice),
    ]
    models = {
        *loose,
        *LIVE.values(),
        *EVENTS.values(),
        *(model for pair in COMMANDS.values() for model in pair),
    }
    ordered = sorted(models, key=lambda model: model.__name__)
    _, made = models_json_schema([(model, "validation") for model in ordered])
    defs = {name: tidied(schema) for name, schema in made["$defs"].items()}
    defs |= {name: {"enum": list(words)} for name, words in WORDS.items()}
    defs["Commands"] = closed({name: closed(command(name)) for name in COMMANDS})
    defs["Commands"]["description"] = "What may be asked of the hub, and what it answers."
    defs["Live"] = {
        "description": "What the hub says unasked, by kind.",
        "anyOf": [envelope(kind, model) for kind, model in LIVE.items()],
    }
    defs["Event"] = {
        "description": "One event of a stream, as it was saved, by kind.",
        "anyOf": [saved(kind, model) for kind, model in EVENTS.items()],
    }
    names = sorted(defs)
    return {"$defs": defs, **closed({name: {"$ref": f"#/$defs/{name}"} for name in names})}


def command(name: str) -> dict[str, Schema]:
    ask, reply = COMMANDS[name]
    return {"ask": reference(ask), "reply": reference(reply)}


def envelope(kind: str, model: type[Message]) -> Schema:
    return closed({"room": {"type": "string"}, "kind": {"const": kind}, "body": reference(model)})


def saved(kind: str, model: type[Message]) -> Schema:
    words = {name: {"type": "string"} for name in ("stream", "id", "by")}
    numbers = {name: {"type": "integer"} for name in ("seq", "at_ms")}
    return closed({**words, **numbers, "kind": {"const": kind}, "body": reference(model)})


def reference(model: type[Message]) -> Schema:
    return {"$ref": f"#/$defs/{model.__name__}"}


def closed(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def tidied(schema: Any, *, names: bool = False) -> Any:
    """Without the titles, limits and defaults that make no type; lists of words by their name."""
    if isinstance(schema, list):
        return [tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    for name, words in WORDS.items():
        if not names and schema.get("enum") == list(words):
            return {"$ref": f"#/$defs/{name}"}
    if not names and "patternProperties" in schema:
        [values] = schema["patternProperties"].values()
        return {"type": "object", "additionalProperties": tidied(values)}
    dropped = set() if names else {"title", "default", "pattern", "minLength", "maxLength"}
    kept = {
        key: tidied(value, names=key == "properties")
        for key, value in schema.items()
        if key not in dropped
    }
    if not names and "properties" in kept:
        fixed = {key for key, value in kept["properties"].items() if "const" in value}
        kept["required"] = sorted({*kept.get("required", ()), *fixed})
    return kept


def compiled(schema: Schema) -> str:
    job = {"title": "Wire", "banner": BANNER, "schema": schema}
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", COMPILE],
        input=json.dumps(job),
        cwd=WEB,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"json-schema-to-typescript failed (npm ci in web?):\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
