package io.github.convgrad.internal.kernel.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.ScalarGemmTile;
import io.github.convgrad.internal.kernel.TilePlaces;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each method of a tile is rehearsed by itself: that one is compiled says nothing of the others. */
class RehearsedGemmTileTest {

    /** A tile that notes depths, and how far apart rows are that sums begin with. */
    private static final class Notes implements GemmTile {
        private final GemmTile tile = Kernels.chosen().gemmTile();
        private final Set<Integer> depths = new TreeSet<>();
        private final Set<Integer> starts = new TreeSet<>();
        private final Set<Integer> together = new TreeSet<>();
        private int narrow;
        private int packed;

        @Override
        public int[] heights() {
            return tile.heights();
        }

        @Override
        public int[] splitHeights() {
            return tile.splitHeights();
        }

        @Override
        public int lanes() {
            return tile.lanes();
        }

        @Override
        public boolean shallow(int mr, int kc) {
            return kc < 100 && (kc & 3) != 0;
        }

        @Override
        public boolean packed() {
            return true;
        }

        @Override
        public boolean together(int mr, int kc) {
            return true;
        }

        @Override
        public void multiplyAll(TilePlaces tiles, int first, int end, int mr, int kc, float[] a, int ao, int aStep,
                float[] b, int bo, int[] rows, float[] s, int so, int lds, float[] c, int co, int ldc) {
            together.add(end - first);
            starts.add(lds);
        }

        @Override
        public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
                int lds, float[] c, int co, int ldc) {
            packed += rows == null ? 1 : 0;
            depths.add(kc);
            starts.add(lds);
        }

        @Override
        public void multiplyNarrow(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
                int lds, float[] c, int co, int ldc) {
            narrow++;
        }

        @Override
        public void multiplySplit(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows,
                float[] s, int so, int lds, float[] c, int co, int ldc) {
            depths.add(kc);
        }
    }

    private final Rehearsals all = new Rehearsals();
    private final Notes notes = new Notes();
    private final RehearsedGemmTile tile = new RehearsedGemmTile(all, notes, Kernels.chosen().gemmTile());

    /** What the rehearsal of a call runs: the depths of its tiny problems. */
    private Set<Integer> rehearsed(int mr, int kc) {
        return rehearsed(mr, kc, new int[kc]);
    }

    private Set<Integer> rehearsed(int mr, int kc, int[] rows) {
        all.all().forEach(Rehearsal::forget);
        int width = 2 * tile.lanes();
        tile.multiply(mr, kc, new float[mr * kc], 0, new float[kc * width], 0, rows, new float[width], 0, 0,
                new float[mr * width], 0, width);
        Rehearsal rehearsal = all.all().stream().filter(Rehearsal::isUsed).findFirst().orElseThrow();
        notes.depths.clear();
        notes.starts.clear();
        notes.packed = 0;
        rehearsal.round();
        return Set.copyOf(notes.depths);
    }

    @Test
    void shallowDepthsAreRehearsedWithShallowOnes() {
        for (int mr : tile.heights()) {
            for (int kc : new int[] {1, 27, 75}) {
                Set<Integer> depths = rehearsed(mr, kc);
                assertFalse(depths.isEmpty());
                assertTrue(depths.stream().allMatch(d -> notes.shallow(mr, d)), kc + " rehearsed with " + depths);
            }
        }
    }

    @Test
    void deepOnesWithDeepOnesWhetherTheyFillWholeTurnsOrNot() {
        for (int mr : tile.heights()) {
            for (int kc : new int[] {32, 547, 1022}) {
                Set<Integer> depths = rehearsed(mr, kc);
                assertTrue(depths.stream().noneMatch(d -> notes.shallow(mr, d)), kc + " rehearsed with " + depths);
                assertTrue(depths.stream().anyMatch(d -> (d & 3) == 0), kc + " rehearsed with " + depths);
                assertTrue(depths.stream().anyMatch(d -> (d & 1) != 0), kc + " rehearsed with " + depths);
            }
        }
    }

    @Test
    void sumsThatBeginAlikeAreRehearsedAndSumsOfTheirOwn() {
        for (int mr : tile.heights()) {
            rehearsed(mr, 64);
            assertEquals(Set.of(0, 2 * tile.lanes()), notes.starts);
        }
    }

    @Test
    void packedPanelsAreRehearsedByThemselves() {
        for (int mr : tile.heights()) {
            for (int kc : new int[] {27, 32, 547}) {
                assertFalse(rehearsed(mr, kc, null).isEmpty());
                assertTrue(notes.packed > 0, "a packed panel of depth " + kc);
                assertEquals(Set.of(0, 2 * tile.lanes()), notes.starts);
                rehearsed(mr, kc);
                assertEquals(0, notes.packed, "a table of depth " + kc);
            }
        }
    }

    @Test
    void narrowTilesAreRehearsedByThemselves() {
        for (int mr : tile.heights()) {
            all.all().forEach(Rehearsal::forget);
            int width = tile.lanes();
            tile.multiplyNarrow(mr, 3, new float[mr * 3], 0, new float[width], 0, new int[3], new float[width], 0, 0,
                    new float[mr * width], 0, width);
            Rehearsal rehearsal = all.all().stream().filter(Rehearsal::isUsed).findFirst().orElseThrow();
            notes.depths.clear();
            notes.narrow = 0;
            rehearsal.round();
            assertTrue(notes.narrow > 0);
            assertTrue(notes.depths.isEmpty());
        }
    }

    @Test
    void severalTilesAreRehearsedTogether() {
        TilePlaces places = new TilePlaces(new int[2], new int[2], new int[2]);
        for (int mr : tile.heights()) {
            all.all().forEach(Rehearsal::forget);
            int width = 2 * tile.lanes();
            tile.multiplyAll(places, 0, 2, mr, 4, new float[mr * 4], 0, 0, new float[width], 0, new int[4],
                    new float[width], 0, 0, new float[mr * width], 0, width);
            Rehearsal rehearsal = all.all().stream().filter(Rehearsal::isUsed).findFirst().orElseThrow();
            notes.depths.clear();
            notes.starts.clear();
            notes.together.clear();
            rehearsal.round();
            assertEquals(Set.of(2), notes.together);
            assertEquals(Set.of(0, width), notes.starts);
            assertTrue(notes.depths.isEmpty());
        }
    }

    @Test
    void theTileSaysWhatItTakesTogether() {
        GemmTile tile = Kernels.chosen().gemmTile();
        RehearsedGemmTile real = new RehearsedGemmTile(new Rehearsals(), tile, new ScalarGemmTile());
        for (int mr : real.heights()) {
            for (int kc = 0; kc <= GemmTile.MAX_DEPTH; kc++) {
                assertEquals(tile.together(mr, kc), real.together(mr, kc));
                assertFalse(real.together(mr, kc) && real.shallow(mr, kc));
            }
        }
    }

    @Test
    void theTileSaysWhatIsShallow() {
        RehearsedGemmTile real = new RehearsedGemmTile(new Rehearsals(), Kernels.chosen().gemmTile(),
                new ScalarGemmTile());
        for (int mr : real.heights()) {
            for (int kc = 0; kc <= GemmTile.MAX_DEPTH; kc++) {
                assertEquals(Kernels.chosen().gemmTile().shallow(mr, kc), real.shallow(mr, kc));
            }
            assertFalse(real.shallow(mr, 515));
        }
        assertEquals(Kernels.chosen().simd(), real.shallow(real.heights()[0], 27));
    }
}
