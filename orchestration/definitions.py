"""What Dagster loads, by `workspace.yaml`: the definitions for the settings of the environment."""

from orchestration.assembly import build_definitions

defs = build_definitions()
