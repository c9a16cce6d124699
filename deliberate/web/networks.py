"""What counts as one place on the network that somebody asks from."""

import ipaddress


def network_of(remote: str | None) -> str:
    """What counts as one address: a whole /64 of IPv6, for every household has one."""
    try:
        address = ipaddress.ip_address(remote or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)
