"""The OpenAPI 3 description of what the sandbox imitates."""


def description() -> dict[str, object]:
    return {"openapi": "3.0.3", "info": {"title": "Sandbox", "version": "1"}, "paths": {}}
