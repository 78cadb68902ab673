"""`init`: a new workspace."""

import click

from commands.frame import Desk, answer, json_option, pass_desk
from models.seat import SeatRole
from models.store import Store


@click.command("init")
@click.option("--role", type=click.Choice([role.value for role in SeatRole]), required=True, help="审管办或评查员。")
@click.option("--name", required=True, help="本工作区的名称，例如法院和部门，或评查员姓名。")
@json_option
@pass_desk
def command(desk: Desk, role: str, name: str, as_json: bool) -> None:
    """建立新的工作区。"""
    with Store.create(desk.folder, SeatRole(role), name) as store:
        made = store.workspace
    result = {
        "workspace": made.folder,
        "role": made.role.value,
        "seat": made.seat_id,
        # a fingerprint belongs to a seat's keys, which come with the exchange of packages
        "fingerprint": None,
    }
    answer(result, as_json, [f"已建立{made.role.label}工作区“{made.name}”：{made.folder}"])
