/**
 * Whether a refusal (401 or 403) says that the API key is of version 1, which REST v2 does not take.
 *
 * That v1 keys do not work is documented (REST v2, "Authentication"); how RevenueCat says so is not. Known is the other
 * direction: REST v1 answers a v2 key with 403 and `{"code": 7723, "message": "You're trying to use a secret API key
 * incompatible with RevenueCat API V1."}` (reported by several developers in 2026). Read here are that sentence for V2 and any
 * that speaks of a v1 key. Should RevenueCat answer a v1 key like an unknown one ("Invalid API key"), nothing tells the two
 * apart, since both begin with `sk_`: the problem for rejected keys therefore mentions v1 keys, too.
 *
 * @param message RevenueCat's words; they decide nothing but which sentence the owner reads.
 */
export function saysKeyIsV1(message: string): boolean {
  return /incompatible with RevenueCat API V2|\bv1\b.{0,20}\bkeys?\b|\bkeys?\b.{0,20}\bv1\b/i.test(message);
}
