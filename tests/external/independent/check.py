"""Checks issued certificates with programs that share no code with Impftheke.

usage: check.py FOLDER SCHEMAS [COUNTRY]
FOLDER holds dsc.pem, csca.pem and for each case N.json (the request), N.hc1, N.png and, where the Latin
spelling is known, N.lines.json. SCHEMAS holds the JSON schemas by version. COUNTRY is that of the signer, XX unless it
is given. Exit status 1 names what does not hold.
"""

import hashlib
import json
import re
import subprocess
import sys
import time
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import cbor2
import cwt
import jsonschema
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from PIL import Image

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
GROUPS = {f"1.3.6.1.4.1.1847.2021.1.{group}" for group in (1, 2, 3)}


def expect(holds, what):
    if not holds:
        raise AssertionError(what)


def base45(text):
    """RFC 9285."""
    data = bytearray()
    for start in range(0, len(text), 3):
        digits = [ALPHABET.index(c) for c in text[start : start + 3]]
        expect(len(digits) > 1, "a lone Base45 digit")
        number = sum(digit * 45**place for place, digit in enumerate(digits))
        data += number.to_bytes(len(digits) - 1, "big")
    return bytes(data)


def check_character(text):
    """Luhn modulo 38, of the guidelines on the unique identifier."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:"
    total = 0
    for place, character in enumerate(reversed(text)):
        product = alphabet.index(character) * (2 - place % 2)
        total += product // 38 + product % 38
    return alphabet[-total % 38]


def check_signer(csca, dsc, expected):
    """The chain, and the profile of hcert-spec section 5."""
    dsc.verify_directly_issued_by(csca)
    csca.verify_directly_issued_by(csca)
    extension = lambda certificate, kind: certificate.extensions.get_extension_for_class(kind)
    constraints = extension(csca, x509.BasicConstraints)
    expect(constraints.critical and constraints.value == x509.BasicConstraints(True, 0), "csca: basic constraints")
    usage = extension(csca, x509.KeyUsage)
    expect(usage.critical and usage.value.key_cert_sign and usage.value.crl_sign, "csca: key usage")
    expect(not usage.value.digital_signature, "csca: key usage too wide")
    usage = extension(dsc, x509.KeyUsage)
    expect(usage.critical and usage.value.digital_signature and not usage.value.key_cert_sign, "dsc: key usage")
    named = {usage.dotted_string for usage in extension(dsc, x509.ExtendedKeyUsage).value}
    expect(named == GROUPS, "dsc: groups")
    identifier = extension(csca, x509.SubjectKeyIdentifier).value.digest
    expect(extension(dsc, x509.AuthorityKeyIdentifier).value.key_identifier == identifier, "dsc: authority")
    for certificate in (csca, dsc):
        key = certificate.public_key()
        if is_elliptic(certificate):
            expect(isinstance(key.curve, ec.SECP256R1), "another curve")
        else:
            expect(key.key_size >= 2048, "a short key")
        country = certificate.subject.get_attributes_for_oid(x509.NameOID.COUNTRY_NAME)
        expect([attribute.value for attribute in country] == [expected], "another country")
        now = datetime.now(timezone.utc)
        expect(certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc, "not valid now")
    expect(dsc.not_valid_after_utc <= csca.not_valid_after_utc, "the dsc outlives the csca")


def is_elliptic(certificate):
    return isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)


def country_of(certificate):
    return certificate.subject.get_attributes_for_oid(x509.NameOID.COUNTRY_NAME)[0].value


def verify_by_hand(cose, dsc):
    """RFC 9052 section 4.4, and the claims of RFC 8392."""
    message = cbor2.loads(cose)
    expect(isinstance(message, cbor2.CBORTag) and message.tag == 18, "tag 18")
    protected, unprotected, payload, signature = message.value
    kid = hashlib.sha256(dsc.public_bytes(serialization.Encoding.DER)).digest()[:8]
    algorithm = -7 if is_elliptic(dsc) else -37
    expect(cbor2.loads(protected) == {1: algorithm, 4: kid} and unprotected == {}, "headers")
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    if is_elliptic(dsc):
        expect(len(signature) == 64, "the signature is r and s")
        r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
        dsc.public_key().verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    else:
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        dsc.public_key().verify(signature, signed, pss, hashes.SHA256())
    return cbor2.loads(payload)


def verify_with_cwt(cose, dsc):
    """Another implementation of COSE and CWT reads the same claims."""
    der = dsc.public_bytes(serialization.Encoding.DER)
    public = dsc.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = cwt.COSEKey.from_pem(public.decode(), kid=hashlib.sha256(der).digest()[:8], alg="ES256" if is_elliptic(dsc) else "PS256")
    return cwt.decode(cose, keys=[key])


def check_claims(claims, dsc):
    expect(set(claims) == {1, 4, 6, -260} and set(claims[-260]) == {1}, "claims")
    expect(claims[1] == country_of(dsc), "iss")
    expect(isinstance(claims[4], int) and isinstance(claims[6], int), "times are whole numbers")
    expect(claims[6] <= time.time() + 60 < claims[4], "iat and exp")
    expect(claims[4] - claims[6] <= timedelta(days=365).total_seconds(), "valid too long")
    expect(dsc.not_valid_before_utc.timestamp() <= claims[6], "iat before the dsc")
    expect(claims[4] <= dsc.not_valid_after_utc.timestamp(), "exp after the dsc")


def check_content(certificate, request, lines, country):
    """What was asked for, and nothing changed."""
    expect(certificate["dob"] == request["dob"], "dob")
    name = certificate["nam"]
    for member, line in (("fn", "fnt"), ("gn", "gnt")):
        expect(name.get(member) == request["nam"].get(member), member)
        expect((member in name) == (line in name), f"{member} without {line}")
        expect(re.fullmatch("[A-Z]+(<[A-Z]+)*", name.get(line, "X")), line)
    expect(not lines or {k: v for k, v in name.items() if k in ("fnt", "gnt")} == lines, "the Latin spelling")
    groups = [group for group in "vrt" if group in certificate]
    expect(groups == [group for group in "vrt" if group in request] and len(groups) == 1, "groups")
    [asked], [entry] = request[groups[0]], certificate[groups[0]]
    for member, value in asked.items():
        if member == "sc":
            expect(datetime.fromisoformat(entry["sc"]) == datetime.fromisoformat(value), "sc")
        elif member != "id":
            expect(entry.get(member) == value, member)
    expect(set(entry) == set(asked) - {"id"} | {"co", "is", "ci"}, "members")
    expect(entry["co"] == "DE", "co")
    body, mark, check = entry["ci"].partition("#")
    # Germany writes its own form of the common one.
    start = "01DE/" if country == "DE" else f"01:{country}:"
    expect(re.fullmatch(f"URN:UVCI:{start}{asked['id']}/[A-Z0-9]{{22,25}}", body), "ci")
    expect(mark and check == check_character(body), "check character of ci")


def check_picture(path, text):
    with Image.open(path) as picture:
        # Among all kinds it may also take a row of modules for a bar code.
        read = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    expect([code.text for code in read] == [text], "zxing-cpp reads another text")
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(path)]
    zbar = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    expect(zbar.rstrip("\n") == text, "zbarimg reads another text")


def check_case(folder, number, dsc, schemas):
    text = (folder / f"{number}.hc1").read_text().rstrip("\n")
    expect(text.startswith("HC1:"), "prefix")
    cose = zlib.decompress(base45(text[4:]))
    claims = verify_by_hand(cose, dsc)
    expect(verify_with_cwt(cose, dsc) == claims, "cwt reads other claims")
    check_claims(claims, dsc)
    certificate = claims[-260][1]
    schema = json.loads((schemas / f"{certificate['ver']}.json").read_text())
    jsonschema.validate(certificate, schema, cls=jsonschema.Draft202012Validator)
    lines = folder / f"{number}.lines.json"
    known = json.loads(lines.read_text()) if lines.exists() else None
    check_content(certificate, json.loads((folder / f"{number}.json").read_text()), known, country_of(dsc))
    check_picture(folder / f"{number}.png", text)


def main(folder, schemas, country="XX"):
    csca, dsc = (x509.load_pem_x509_certificate((folder / name).read_bytes()) for name in ("csca.pem", "dsc.pem"))
    check_signer(csca, dsc, country)
    numbers = sorted(int(path.stem) for path in folder.glob("*.hc1"))
    expect(numbers, "there is no case")
    faults = 0
    for number in numbers:
        try:
            check_case(folder, number, dsc, schemas)
        except Exception as fault:  # every case is looked at, whatever a library throws
            faults += 1
            print(f"case {number}: {type(fault).__name__}: {fault}")
    print(f"{len(numbers) - faults} of {len(numbers)} certificates are accepted")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3]), *sys.argv[3:]))
