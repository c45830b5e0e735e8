"""From a record to a bundle: everything published at one moment, as plain files that anybody can check."""

from dauys.acts.published import read_bundle
from dauys.publish.bundle import Bundle, publish
from dauys.publish.proofs import Proven, find_proof

__all__ = ["Bundle", "Proven", "find_proof", "publish", "read_bundle"]
