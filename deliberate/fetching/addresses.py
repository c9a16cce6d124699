"""Which machines may be connected to: those of the public internet, and nothing that merely leads elsewhere."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Machine = IPv4Address | IPv6Address

#: IANA's registry of special purposes, what is no unicast, and one address that answers only inside a cloud.
_INNER_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT, and metadata of one cloud
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # metadata and host agent of one cloud, though a public number
            "169.254.0.0/16",  # link-local, and metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments, and metadata of one cloud
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)

#: The only part of IPv6 that is given out as public unicast. Outside it lie loopback, unspecified, mapped, compatible
#: and translated IPv4 (::/8, 64:ff9b::/96, 64:ff9b:1::/48), discard, unique local, link-local, site-local, multicast.
_PUBLIC_V6 = IPv6Network("2000::/3")
_INNER_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: any IPv4 address in disguise
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # the former 6bone
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(machine: Machine) -> bool:
    """Whether this is a machine of the public internet."""
    if isinstance(machine, IPv4Address):
        return not any(machine in network for network in _INNER_V4)
    return machine in _PUBLIC_V6 and not any(machine in network for network in _INNER_V6)
