import ipaddr from 'ipaddr.js'

/**
 * Whether an IP address belongs to the public internet.
 *
 * Only what is plain unicast is: not private, loopback, link-local (where clouds keep their secrets), shared,
 * reserved or multicast, and not IPv6 forms that carry an IPv4 address within.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // an IPv4 address in IPv6's clothes is judged as what it is
  return ipaddr.process(address).range() === 'unicast'
}
