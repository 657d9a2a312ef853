package doppel.app.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DrawTest {
    @Test
    void convexHullIgnoresTheOrderAndTheInnerPoints() {
        FloatImage mask = new FloatImage(10, 8, 1);
        Draw.fillConvexHull(mask, new int[] {2, 1, 7, 5, 4, 3, 7, 1, 2, 5}, 0.5f);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 10; x++) {
                boolean inside = x >= 2 && x <= 7 && y >= 1 && y <= 5;
                assertEquals(inside ? 0.5f : 0f, mask.at(x, y, 0), "at (%d, %d)".formatted(x, y));
            }
        }
    }

    @Test
    void polygonMayBeConcaveAndReachOut() {
        FloatImage mask = new FloatImage(9, 9, 3);
        Draw.fillPolygon(mask, new int[] {-5, -5, 20, -5, 20, 20, 4, 4, -5, 20}, 1);
        assertEquals(1, mask.at(4, 1, 2));
        assertEquals(0, mask.at(4, 7, 1), "the notch stays empty");
        assertEquals(1, mask.at(0, 4, 0));
        assertThrows(IllegalArgumentException.class, () -> Draw.fillPolygon(mask, new int[] {1, 2, 3}, 1));
        assertThrows(IllegalArgumentException.class, () -> Draw.fillConvexHull(mask, new int[0], 1));
    }

    @Test
    void circleCoversItsAreaAboutItsCentre() {
        Frame f = new Frame(41, 31);
        Draw.circle(f, 20.5, 14.25, 8, 0x0000FF);
        double area = 0;
        double meanX = 0;
        double meanY = 0;
        for (int y = 0; y < 31; y++) {
            for (int x = 0; x < 41; x++) {
                assertEquals(0, f.bgr()[(y * 41 + x) * 3], "no blue");
                double red = (f.bgr()[(y * 41 + x) * 3 + 2] & 0xFF) / 255.0;
                area += red;
                meanX += red * x;
                meanY += red * y;
            }
        }
        assertEquals(Math.PI * 8.5 * 8.5, area, 4, "the soft edge lies half a pixel outside");
        assertEquals(20.5, meanX / area, 0.1);
        assertEquals(14.25, meanY / area, 0.1);
    }

    @Test
    void lineAndRectangleTouchOnlyTheirPlace() {
        Frame f = new Frame(30, 20);
        Draw.line(f, 5, 10, 25, 10, 1, 0xFF0000);
        assertEquals(255, f.bgr()[(10 * 30 + 15) * 3] & 0xFF, 40);
        assertEquals(0, f.bgr()[(14 * 30 + 15) * 3]);
        assertEquals(0, f.bgr()[(10 * 30 + 1) * 3]);
        Frame g = new Frame(30, 20);
        Draw.rectangle(g, 4, 3, 20, 15, 1, 0x00FF00);
        assertEquals(255, g.bgr()[(3 * 30 + 10) * 3 + 1] & 0xFF, 40);
        assertEquals(255, g.bgr()[(9 * 30 + 20) * 3 + 1] & 0xFF, 40);
        assertEquals(0, g.bgr()[(9 * 30 + 10) * 3 + 1], "only the outline");
    }

    @Test
    void shapesBeyondTheFrameAreCutOff() {
        Frame f = new Frame(10, 10);
        Draw.circle(f, -50, 5, 3, 0xFFFFFF);
        Draw.line(f, -1000, 200, 2000, 300, 2, 0xFFFFFF);
        Draw.text(f, "outside", 200, 200, 1, 0xFFFFFF);
        assertArrayEquals(new byte[300], f.bgr());
        Draw.line(f, -1000, 5, 1000, 5, 1, 0xFFFFFF);
        for (int x = 0; x < 10; x++) assertTrue((f.bgr()[(5 * 10 + x) * 3] & 0xFF) > 100, "softer at its ends");
        assertThrows(IllegalArgumentException.class, () -> Draw.line(f, Double.NaN, 0, 1, 1, 1, 0));
    }

    @Test
    void textStaysInItsBox() {
        Frame f = new Frame(200, 60);
        int[] size = Draw.textSize("Doppel 42", 1);
        Draw.text(f, "Doppel 42", 10, 40, 1, 0xFFFFFF);
        int ink = 0;
        for (int y = 0; y < 60; y++) {
            for (int x = 0; x < 200; x++) {
                if (f.bgr()[(y * 200 + x) * 3] == 0) continue;
                ink++;
                assertTrue(x >= 8 && x <= 12 + size[0] && y >= 38 - size[1] && y <= 42 + size[2], x + " " + y);
            }
        }
        assertTrue(ink > 300, "ink " + ink);
    }
}
