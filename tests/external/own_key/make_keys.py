"""Makes document signers as authorities would, and others that no authority should, with a library that is not ours.

usage: make_keys.py FOLDER [NAME]
FOLDER gets csca.pem and for each signer NAME.pem (certificate), NAME.key (PKCS#8 PEM) and NAME.p12 (password "geheim", the
CSCA beside the signer); with NAME that signer alone. `soon` ends a day and six seconds from now.
"""

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID, ObjectIdentifier

GROUP = "1.3.6.1.4.1.1847.2021.1."
DAY = timedelta(days=1)


def name(country, common):
    parts = [(NameOID.COUNTRY_NAME, country), (NameOID.ORGANIZATION_NAME, "Beispiel"), (NameOID.COMMON_NAME, common)]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts if value])


def usage(**wanted):
    kinds = ("digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign "
             "crl_sign encipher_only decipher_only").split()
    return x509.KeyUsage(**{kind: wanted.get(kind, False) for kind in kinds})


def make(key, subject, issuer, issuer_key, times, extensions):
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(times[0]).not_valid_after(times[1])
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256())


def authority(now, common="CSCA Beispiel"):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = name("DE", common)
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    extensions = [(x509.BasicConstraints(True, 0), True), (usage(key_cert_sign=True, crl_sign=True), True), (own, False)]
    return key, make(key, subject, subject, key, (now - 30 * DAY, now + 1460 * DAY), extensions)


def main(folder, only=None):
    now = datetime.now(timezone.utc)
    csca_key, csca = authority(now)
    other_key, other = authority(now)
    p256 = lambda: ec.generate_private_key(ec.SECP256R1())
    rsa_of = lambda bits: lambda: rsa.generate_private_key(65537, bits)
    times = (now - DAY, now + 700 * DAY)
    sign = usage(digital_signature=True)
    signers = {
        "good": (p256, "DE", times, "123", sign),
        "next": (p256, "DE", times, "123", sign),
        "rsa": (rsa_of(2048), "DE", times, "123", sign),
        "doses": (p256, "DE", times, "2", sign),
        "soon": (p256, "DE", (now - DAY, now + DAY + timedelta(seconds=6)), "123", sign),
        "month": (p256, "DE", (now - DAY, now + 20 * DAY), "123", sign),
        "over": (p256, "DE", (now - 30 * DAY, now - DAY), "123", sign),
        "early": (p256, "DE", (now + DAY, now + 30 * DAY), "123", sign),
        "foreign": (p256, "FR", times, "123", sign),
        "nowhere": (p256, "", times, "123", sign),
        "mail": (p256, "DE", times, "123", usage(key_encipherment=True)),
        "curve": (lambda: ec.generate_private_key(ec.SECP384R1()), "DE", times, "123", sign),
        "short": (rsa_of(1024), "DE", times, "123", sign),
        "long": (p256, "DE", (now - DAY, now + 2000 * DAY), "123", sign),
        "forged": (p256, "DE", times, "123", sign),
    }
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(csca_key.public_key())
    for label, (make_key, country, span, groups, key_usage) in signers.items():
        if only not in (None, label):
            continue
        key = make_key()
        eku = x509.ExtendedKeyUsage([ObjectIdentifier(GROUP + group) for group in groups])
        extensions = [(key_usage, True), (eku, False), (above, False)]
        # The other authority has the same name.
        signs = other_key if label == "forged" else csca_key
        certificate = make(key, name(country, f"DSC {label}"), csca.subject, signs, span, extensions)
        encodings = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        (folder / f"{label}.key").write_bytes(key.private_bytes(*encodings, serialization.NoEncryption()))
        (folder / f"{label}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        protection = serialization.BestAvailableEncryption(b"geheim")
        packed = pkcs12.serialize_key_and_certificates(label.encode(), key, certificate, [csca], protection)
        (folder / f"{label}.p12").write_bytes(packed)
        # What stood there before the authority had signed: its own signature, and valid longer.
        own = name("", f"DSC {label}")
        placeholder = make(key, own, own, key, (now - DAY, now + 3650 * DAY), [(sign, True)]) if label == "good" else None
        if placeholder:
            (folder / "placeholder.pem").write_bytes(placeholder.public_bytes(serialization.Encoding.PEM))
    (folder / "csca.pem").write_bytes(csca.public_bytes(serialization.Encoding.PEM))
    (folder / "other.pem").write_bytes(other.public_bytes(serialization.Encoding.PEM))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
