/** Why deliveries cannot arrive at an address of this machine or of its network, and who can change that. */
export function OnlyHere() {
  return (
    <>
      RevenueCat cannot deliver webhooks here: their address is known on this machine or its network only. Its
      simulator can. The operator sets a public address with <code>PUBLIC_URL</code>.
    </>
  );
}
