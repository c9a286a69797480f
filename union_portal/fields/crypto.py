"""Field encryption and blind indexes behind one interface (SP-51, SP-52).

A ciphertext is `algorithm(1) key-version(1) nonce(12) body tag(16)`; the header and the place
("table.column") are authenticated with it, so a value moved to another column does not open.
FIELD_KEY holds one hex key, or several separated by commas, oldest first: the last one encrypts,
all of them decrypt. The blind index has its own key and follows the algorithm family of FIELD_CIPHER.
"""

import hmac
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE, TAG = 12, 16
BODY = 2 + NONCE


class DecryptionError(Exception):
    """The key is not the one that encrypted, or the data were changed."""


class SM4GCM:
    """SM4 in the shape of cryptography's AESGCM."""

    def __init__(self, key: bytes):
        self.key = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated: bytes) -> bytes:
        encryptor = Cipher(self.key, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated: bytes) -> bytes:
        decryptor = Cipher(self.key, modes.GCM(nonce, data[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(associated)
        return decryptor.update(data[:-TAG]) + decryptor.finalize()


# name → (id in the header, cipher, key length, digest of the family)
ALGORITHMS: dict[str, tuple[int, Callable, int, str]] = {
    "AES-256-GCM": (1, AESGCM, 32, "sha256"),
    "SM4-GCM": (2, SM4GCM, 16, "sm3"),
}
NAMES = {number: name for name, (number, *_) in ALGORITHMS.items()}
DIGESTS = {"sha256": hashes.SHA256(), "sm3": hashes.SM3()}


def encrypt(plain: str, context: str) -> bytes:
    """`context` is "table.column"."""
    return encrypt_bytes(plain.encode(), context)


def encrypt_bytes(plain: bytes, context: str) -> bytes:
    """As `encrypt`, for a whole file."""
    header, cipher = _writer(settings.FIELD_CIPHER, settings.FIELD_KEY)
    nonce = os.urandom(NONCE)
    return header + nonce + cipher.encrypt(nonce, plain, header + context.encode())


def encrypt_column(plains: Sequence[str | None], context: str) -> list[bytes | None]:
    """As `encrypt`, for a column at once: what is the same for all of them is done once."""
    header, cipher = _writer(settings.FIELD_CIPHER, settings.FIELD_KEY)
    seal, associated = cipher.encrypt, header + context.encode()
    nonces = BytesIO(os.urandom(NONCE * len(plains)))
    return [
        None
        if plain is None
        else header + (nonce := nonces.read(NONCE)) + seal(nonce, plain.encode(), associated)
        for plain in plains
    ]


def decrypt(blob: bytes, context: str) -> str:
    return decrypt_bytes(blob, context).decode()


def decrypt_bytes(blob: bytes, context: str) -> bytes:
    header, nonce, body = blob[:2], blob[2:BODY], blob[BODY:]
    try:
        cipher = _reader(header, settings.FIELD_KEY)
        return cipher.decrypt(nonce, body, header + context.encode())
    except (InvalidTag, ValueError, LookupError) as error:
        raise _unopened(context) from error


def decrypt_column(blobs: Iterable[bytes | memoryview | None], context: str) -> list[str | None]:
    """As `decrypt`, for a column at once: what is the same for all of them is done once."""
    opened: list[str | None] = []
    cipher: Any = None
    header, associated = None, b""
    try:
        for blob in blobs:
            if blob is None:
                opened.append(None)
                continue
            sealed = bytes(blob)
            if sealed[:2] != header:
                header = sealed[:2]
                cipher, associated = _reader(header, settings.FIELD_KEY), header + context.encode()
            opened.append(cipher.decrypt(sealed[2:BODY], sealed[BODY:], associated).decode())
    except (InvalidTag, ValueError, LookupError) as error:
        raise _unopened(context) from error
    return opened


def _unopened(context: str) -> DecryptionError:
    return DecryptionError(f"{context}的密文无法解密：密钥不符，或数据已被改动")


def is_current(blob: bytes) -> bool:
    """Written with today's algorithm and newest key; a rotation job re-encrypts the others."""
    return blob[:2] == _writer(settings.FIELD_CIPHER, settings.FIELD_KEY)[0]


def blind_index(value: str, context: str) -> bytes:
    """32 bytes, equal for equal normalised values of one column, useless without INDEX_KEY."""
    key, digest = _index_key(settings.FIELD_CIPHER, settings.INDEX_KEY)
    return hmac.digest(key, f"{context}\0{value}".encode(), digest)


def blind_index_column(values: Iterable[str | None], context: str) -> list[bytes | None]:
    """As `blind_index`, for a column at once."""
    key, digest = _index_key(settings.FIELD_CIPHER, settings.INDEX_KEY)
    begun = hmac.new(key, f"{context}\0".encode(), digest)

    def index(value: str) -> bytes:
        own = begun.copy()
        own.update(value.encode())
        return own.digest()

    return [None if value is None else index(value) for value in values]


@lru_cache
def _writer(algorithm: str, keys: str):
    number, *_ = ALGORITHMS[algorithm]
    header = bytes([number, keys.count(",") + 1])
    return header, _reader(header, keys)


@lru_cache
def _reader(header: bytes, keys: str):
    number, version = header
    name = NAMES[number]
    _, cipher, length, digest = ALGORITHMS[name]
    if version == 0:
        raise ValueError("key versions count from 1")
    return cipher(_derive(keys.split(",")[version - 1], f"field {name}", length, digest))


@lru_cache
def _index_key(algorithm: str, key: str) -> tuple[bytes, str]:
    *_, digest = ALGORITHMS[algorithm]
    return _derive(key, f"index {digest}", 32, digest), digest


def _derive(key: str, purpose: str, length: int, digest: str) -> bytes:
    info = f"union-portal {purpose}".encode()
    return HKDF(DIGESTS[digest], length, salt=None, info=info).derive(bytes.fromhex(key.strip()))
