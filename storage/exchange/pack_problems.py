"""Every way in which a pack, a request or a certificate is refused: a stable code and one Chinese sentence."""

from __future__ import annotations

from storage.exchange.problems import ExchangeProblem

SENTENCES: dict[str, str] = {
    "damaged": (
        "文件已损坏或没有拷完整，没有取用，档案没有改动。请重新拷一次，或请对方重新打包；已收到的内容不受影响。"
    ),
    "not_a_pack": "这不是户档的交换包，没有取用，档案没有改动。请核对选的文件。",
    "wrong_office": (
        "这个包不是打给本单位的，没有取用，档案没有改动。请核对文件；若确是给本单位的，"
        "请对方确认收件单位后重新打包。"
    ),
    "passphrase_needed": "这个包用口令加锁，没有取用，档案没有改动。请输入对方告诉您的口令再取用。",
    "wrong_passphrase": "口令不对，这个包没有取用，档案没有改动。请核对大小写后再试。",
    "not_passphrase": "这个包不是用口令加锁的，请不带口令取用。档案没有改动。",
    "unknown_sender": (
        "打这个包的电脑还没有在本单位登记，没有取用，档案没有改动。"
        "请先与对方互相登记：下级交申请，上级发证书。"
    ),
    "bad_signature": "包的签名与登记的电脑不符，没有取用，档案没有改动。请与对方电话核对指纹，确认后重新打包。",
    "newer": "这个包由更新版本的户档打成，本程序看不全，没有取用，档案没有改动。请先升级程序，再取用这个包。",
    "training": "这是演练数据的包，不能并入正式档案，没有取用，档案没有改动。",
    "real_into_training": "这是正式数据的包，不能并入演练档案，没有取用，档案没有改动。请在正式档案里取用。",
    "own_pack": "这是本机自己打的包，不用取用。请把它交给收件单位。",
    "wrong_scope": "包里有对方管辖范围以外的改动，整个包没有取用，档案没有改动。请对方核对其证书的范围。",
    "wrong_rank": "包里有改动自称的级别高于其证书，整个包没有取用，档案没有改动。请与对方核对证书。",
    "unsigned_chain": "包里有一段改动没有作者电脑的签名，整个包没有取用，档案没有改动。请对方重新打包。",
    "unknown_author": (
        "包里有来历不明的电脑写的改动，整个包没有取用，档案没有改动。请对方重新打包；再不行，"
        "请对方先登记那台电脑。"
    ),
    "broken_chain": "包里的改动前后接不上，整个包没有取用，档案没有改动。请对方用“核对”检查档案后重新打包。",
    "malformed": "包的内容不合格式，整个包没有取用，档案没有改动。请对方核对程序版本后重新打包。",
    "bad_value": (
        "包里有内容的类型不对（例如数字栏里是文字），整个包没有取用，档案没有改动。请对方升级程序后重新打包。"
    ),
    "too_large": "包的内容超出限度，没有取用，档案没有改动。请对方按村分开打包。",
    "bad_photo": "包里有照片与登记的指纹不符，整个包没有取用，档案没有改动。请对方重新打包。",
}  # fmt: skip


class PackProblem(ExchangeProblem):
    """A pack, request or certificate that is not taken. `detail` is for the log and holds no personal data."""

    def __init__(self, code: str, sentence: str = "", detail: str = "") -> None:
        """Take the sentence of the code where none is given."""
        super().__init__(code, sentence or SENTENCES[code])
        self.detail = detail
