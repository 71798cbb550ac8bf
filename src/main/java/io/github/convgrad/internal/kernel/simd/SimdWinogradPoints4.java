package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.WinogradPoints4;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link WinogradPoints4} in every lane. */
final class SimdWinogradPoints4 {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    static final FloatVector P = FloatVector.broadcast(S, WinogradPoints4.P);
    static final FloatVector Q = FloatVector.broadcast(S, WinogradPoints4.Q);
    static final FloatVector NP = FloatVector.broadcast(S, WinogradPoints4.NP);
    static final FloatVector NQ = FloatVector.broadcast(S, WinogradPoints4.NQ);
    static final FloatVector PP = FloatVector.broadcast(S, WinogradPoints4.PP);
    static final FloatVector QQ = FloatVector.broadcast(S, WinogradPoints4.QQ);
    static final FloatVector NPP = FloatVector.broadcast(S, WinogradPoints4.NPP);
    static final FloatVector NQQ = FloatVector.broadcast(S, WinogradPoints4.NQQ);
    static final FloatVector PPP = FloatVector.broadcast(S, WinogradPoints4.PPP);
    static final FloatVector QQQ = FloatVector.broadcast(S, WinogradPoints4.QQQ);
    static final FloatVector PPQQ = FloatVector.broadcast(S, WinogradPoints4.PPQQ);
    static final FloatVector NSUM = FloatVector.broadcast(S, WinogradPoints4.NSUM);
    static final FloatVector C0 = FloatVector.broadcast(S, WinogradPoints4.C0);
    static final FloatVector C1 = FloatVector.broadcast(S, WinogradPoints4.C1);
    static final FloatVector C2 = FloatVector.broadcast(S, WinogradPoints4.C2);

    private SimdWinogradPoints4() {
    }
}
