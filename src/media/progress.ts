/** How far something long has come, told now and then. */

/** Calls `tell` with each further tenth that is done (0.1 to 0.9), however often it is called itself. */
export function inTenths(tell: (share: number) => void): (share: number) => void {
  let told = 0;
  return (share) => {
    const tenths = Math.floor(share * 10);
    if (!(tenths > told && tenths < 10)) return;
    told = tenths;
    tell(tenths / 10);
  };
}
