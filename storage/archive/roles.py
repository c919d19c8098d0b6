"""The four roles and what each may do beyond looking and typing."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a user is in this archive; the value is stored."""

    ENTRY = "entry"
    REVIEW = "review"
    MANAGER = "manager"
    READER = "reader"


ROLE_TEXTS = {Role.ENTRY: "录入", Role.REVIEW: "审核", Role.MANAGER: "管理", Role.READER: "只读"}
ROLE_SENTENCES = {
    Role.ENTRY: "录入、导入、打印、打包、处理冲突；撤销自己的批次",
    Role.REVIEW: "录入的全部，另可撤销别人的批次、整批处理冲突",
    Role.MANAGER: "全部，包括用户与口令、恢复备份、抹去、登记交换单位",
    Role.READER: "只能看和打印，不能改",
}


class Power(StrEnum):
    """Jobs that not everyone may do."""

    UNDO_OTHERS = "undo_others"
    BULK_RESOLVE = "bulk_resolve"
    USERS = "users"
    KEYS = "keys"
    PARTNERS = "partners"
    WRITE = "write"
    RESTORE = "restore"
    ERASE = "erase"


POWER_TEXTS = {
    Power.UNDO_OTHERS: "撤销别人的批次",
    Power.BULK_RESOLVE: "整批处理冲突",
    Power.USERS: "管理用户",
    Power.KEYS: "管理口令和密钥",
    Power.PARTNERS: "登记交换单位",
    Power.WRITE: "改动档案",
    Power.RESTORE: "恢复备份",
    Power.ERASE: "抹去个人信息",
}
_ENTRY = frozenset({Power.WRITE})
_REVIEW = _ENTRY | {Power.UNDO_OTHERS, Power.BULK_RESOLVE}
POWERS = {
    Role.ENTRY: _ENTRY,
    Role.REVIEW: _REVIEW,
    Role.MANAGER: frozenset(Power),
    Role.READER: frozenset[Power](),
}
