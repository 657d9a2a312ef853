package doppel.app.demo;

/** Colours the samples of a {@link Canvas} for one moment's light, pose and expression. */
final class Shader {
    private final Person person;
    private final FaceMap map;
    private final FrontPaint paint;
    private final ShadowMap shadows;
    private final float[] texel = new float[FrontPaint.VALUES];

    private Light light;
    private Expression face;
    private double[] turn = new double[9];
    private float nx;
    private float ny;
    private float nz;
    private float red;
    private float green;
    private float blue;

    Shader(Person person, FaceMap map, FrontPaint paint, ShadowMap shadows) {
        this.person = person;
        this.map = map;
        this.paint = paint;
        this.shadows = shadows;
        light = Light.of(person.scene(), 0, 1);
        face = new Expression(0, 0, 0, 0, 1, 0, 0);
    }

    void set(Light newLight, Expression newFace, Pose pose) {
        light = newLight;
        face = newFace;
        turn = pose.rotation();
    }

    /** Colours every sample that shows a surface. */
    void shade(Canvas canvas) {
        Camera camera = canvas.camera;
        for (int at = 0; at < canvas.near.length; at++) {
            if (canvas.kind[at] == 0) continue;
            int s = at * Canvas.VALUES;
            float[] f = canvas.surface;
            float k = 1 / (float) Math.sqrt(f[s] * f[s] + f[s + 1] * f[s + 1] + f[s + 2] * f[s + 2]);
            nx = f[s] * k;
            ny = f[s + 1] * k;
            nz = f[s + 2] * k;
            float far = 1 / canvas.near[at];
            int row = at / canvas.width;
            float x = (float) ((at - row * canvas.width - camera.centreX()) * far / camera.f());
            float y = (float) ((camera.centreY() - row) * far / camera.f());
            float z = (float) (camera.distance() - far);
            float lit = shadows.lit(x, y, z);
            switch (Mesh.Kind.of(canvas.kind[at])) {
                case FACE -> face(f[s + 3], f[s + 4], f[s + 5], f[s + 6], f[s + 7], lit);
                case SKIN -> skin(person.skin().base().mix(person.skin().flush(), 0.3), f[s + 6], lit, 0.35f);
                case EYE -> eye(f[s + 3], f[s + 4], lit);
                case TEETH -> teeth(f[s + 3], f[s + 4], f[s + 6]);
                case MOUTH -> mouth(f[s + 6]);
                case CLOTH -> cloth(f[s + 3], f[s + 4], f[s + 5], f[s + 6], lit);
                case HAIR -> hair(f[s + 3], f[s + 5], lit);
                case NOTHING -> {}
            }
            canvas.color[3 * at] = red;
            canvas.color[3 * at + 1] = green;
            canvas.color[3 * at + 2] = blue;
        }
    }

    private void face(float x, float y, float z, float open, float hair, float lit) {
        paint.read(x, y, texel);
        float front = Math.clamp((z - 1f) / 4f, 0f, 1f);
        float bx = texel[3] * front;
        float by = texel[4] * front;
        nx -= (float) (turn[0] * bx + turn[1] * by);
        ny -= (float) (turn[3] * bx + turn[4] * by);
        nz -= (float) (turn[6] * bx + turn[7] * by);
        float k = 1 / (float) Math.sqrt(nx * nx + ny * ny + nz * nz);
        nx *= k;
        ny *= k;
        nz *= k;
        Rgb base = new Rgb(texel[0], texel[1], texel[2]);
        float shine = texel[5];
        if (z > 5 && Math.abs(y) < 2.2) base = lash(base, x, y);
        if (hair > 0) {
            base = base.mix(
                    person.hair().dark().mix(person.hair().light(), 0.15).times(0.7), hair);
            shine *= 1 - hair;
        }
        skin(base, open, lit, shine);
    }

    /** The lids' edges: lashes above, the wet rim below. */
    private Rgb lash(Rgb base, double x, double y) {
        double u = map.eyeU(x, y);
        if (u < -1.15 || u > 1.25) return base;
        double v = map.eyeV(x, y);
        double edge = Math.clamp(u, -1.0, 1.0);
        double above = v - map.upperLid(edge, face.open());
        double below = map.lowerLid(edge, face.open()) - v;
        double ends = Curve.step(1.25, 0.9, u) * Curve.step(-1.12, -0.85, u);
        double upper = above > -0.02 ? ends * Math.exp(-above / (person.hair().length() > 6 ? 0.10 : 0.07)) : 0;
        double lower = below > -0.02 ? ends * Curve.bell(below - 0.09, 0.06) * 0.45 : 0;
        double wet = below > -0.02 ? ends * Curve.bell(below - 0.02, 0.04) : 0;
        base = base.mix(new Rgb(0.62, 0.30, 0.26), 0.6 * wet);
        return base.mix(new Rgb(0.035, 0.02, 0.018), Math.clamp(Math.max(upper, lower), 0.0, 0.95));
    }

    private void skin(Rgb base, float open, float lit, float shine) {
        float toKey = nx * light.x() + ny * light.y() + nz * light.z();
        // light that goes into skin comes out beside: more so for red
        float shadow = lit;
        float r = wrap(toKey, 0.34f) * (0.12f + 0.88f * shadow);
        float g = wrap(toKey, 0.18f) * (0.04f + 0.96f * shadow);
        float b = wrap(toKey, 0.13f) * (0.03f + 0.97f * shadow);
        float up = 0.5f + 0.5f * ny;
        Rgb key = light.key();
        Rgb sky = light.sky();
        Rgb ground = light.ground();
        float ao = open * open;
        float aoRed = open * (0.35f + 0.65f * open);
        red = (float) (base.r() * (key.r() * r + aoRed * mix(ground.r(), sky.r(), up)));
        green = (float) (base.g() * (key.g() * g + ao * mix(ground.g(), sky.g(), up)));
        blue = (float) (base.b() * (key.b() * b + ao * mix(ground.b(), sky.b(), up)));
        if (shine > 0.01f) {
            float h = half();
            float h2 = h * h;
            float h4 = h2 * h2;
            float h8 = h4 * h4;
            float h16 = h8 * h8;
            float gloss = shine * open * (0.045f * h8 + 0.10f * h16 * h16) * shadow * Math.max(0, toKey + 0.1f);
            float edge = 1 - Math.max(0, nz);
            float rim = 0.10f * shine * edge * edge * edge * open;
            red += (float) (gloss * key.r() + rim * sky.r());
            green += (float) (gloss * key.g() + rim * sky.g());
            blue += (float) (gloss * key.b() + rim * sky.b());
        }
    }

    private float half() {
        float hx = light.x();
        float hy = light.y();
        float hz = light.z() + 1;
        float k = 1 / (float) Math.sqrt(hx * hx + hy * hy + hz * hz);
        return Math.max(0, (nx * hx + ny * hy + nz * hz) * k);
    }

    private static float wrap(float cos, float w) {
        float t = (cos + w) / (1 + w);
        return t <= 0 ? 0 : t * (float) Math.sqrt(Math.sqrt(t));
    }

    private static double mix(double a, double b, double t) {
        return a + (b - a) * t;
    }

    private void eye(float x, float y, float lit) {
        double side = Math.signum(x);
        double u = map.eyeU(x, y);
        double v = map.eyeV(x, y);
        double edge = Math.clamp(u, -1.0, 1.0);
        double under = map.upperLid(edge, face.open()) - v;
        double over = v - map.lowerLid(edge, face.open());
        double shade = 0.30 + 0.70 * Curve.step(-0.02, 0.42, under);
        shade *= 0.75 + 0.25 * Curve.step(-0.02, 0.14, over);
        shade *= 0.62 + 0.38 * Curve.step(1.0, 0.55, Math.abs(u));
        Rgb color = new Rgb(0.80, 0.765, 0.74).mix(new Rgb(0.72, 0.36, 0.32), 0.75 * Curve.step(-0.80, -1.0, u));
        double ix = x - side * person.eye().x() - face.gazeX();
        double iy = y - 0.06 - face.gazeY();
        double radius = Math.sqrt(ix * ix + iy * iy);
        double size = 0.60;
        if (radius < size + 0.06) {
            double angle = Math.atan2(iy, ix);
            double fibre = Noise.smooth(angle * 9 + 40 * side, radius * 3, 3, person.seed())
                    + 0.6 * Noise.smooth(angle * 22, radius * 5, 5, person.seed());
            Rgb iris = person.eye().iris().times(0.85 + 0.25 * fibre + 0.5 * Curve.step(0.1, -0.5, iy) * (1 - radius));
            iris = iris.mix(person.eye().rim(), Curve.step(0.42, 0.60, radius));
            iris = iris.mix(new Rgb(0.006, 0.005, 0.005), Curve.step(0.27, 0.22, radius));
            color = color.mix(iris, Curve.step(size + 0.05, size - 0.04, radius));
        }
        float toKey = nx * light.x() + ny * light.y() + nz * light.z();
        double key = (0.25 + 0.75 * lit) * Math.max(0, 0.45 + 0.55 * toKey) * 0.8;
        Rgb all = light.key().times(key).mix(light.sky(), 0.35).times(shade);
        red = (float) (color.r() * all.r());
        green = (float) (color.g() * all.g());
        blue = (float) (color.b() * all.b());
        // the window in the cornea
        double wx = ix - 0.30 * light.x() * 1.1;
        double wy = iy - 0.30 * light.y();
        double window = Curve.step(0.15, 0.08, Math.sqrt(wx * wx + wy * wy)) * Curve.step(0.0, 0.1, under);
        double soft =
                0.10 * Curve.bell(ix + 0.28 * light.x(), iy + 0.22, 0.22, 0.16) * Curve.step(size, size - 0.1, radius);
        double glint = 1.25 * window + soft;
        red += (float) (glint * light.key().r() * 0.6);
        green += (float) (glint * light.key().g() * 0.6);
        blue += (float) (glint * light.key().b() * 0.6);
    }

    private void teeth(float x, float y, float open) {
        double from = Math.abs(x);
        double[] gaps = {0, 0.86, 1.5, 2.05, 2.5};
        double line = 0;
        for (double gap : gaps) line = Math.max(line, Curve.bell(from - gap, 0.035));
        double gum = Curve.step(0.60, 0.72, Math.abs(y - person.mouth().y() + 0.1));
        Rgb color = new Rgb(0.86, 0.76, 0.60).times(1 - 0.4 * line).mix(new Rgb(0.45, 0.14, 0.13), gum);
        double dim = 0.85 * open * (0.3 + 0.7 * Curve.step(0, 0.16, face.jaw())) * Curve.step(2.7, 0.6, from);
        float toKey = Math.max(0, 0.4f + 0.6f * (nx * light.x() + ny * light.y() + nz * light.z()));
        red = (float)
                (color.r() * dim * (light.key().r() * toKey * 0.7 + light.sky().r()));
        green = (float)
                (color.g() * dim * (light.key().g() * toKey * 0.7 + light.sky().g()));
        blue = (float)
                (color.b() * dim * (light.key().b() * toKey * 0.7 + light.sky().b()));
        float h = half();
        float gloss = (float) (0.25 * dim) * h * h * h * h * h * h * h * h;
        red += gloss;
        green += gloss;
        blue += gloss;
    }

    /** The inside of falling hair: both of its faces are dark, with streaks. */
    private void hair(float x, float z, float lit) {
        double streak = 0.7 + 0.3 * Noise.smooth(x * 5, z * 5, 0, person.seed());
        Rgb color = person.hair().dark().times(0.55 * streak);
        float key = 0.4f * lit * Math.max(0, 0.4f + 0.6f * Math.abs(nx * light.x() + ny * light.y() + nz * light.z()));
        red = (float) (color.r() * (light.key().r() * key + 0.5 * light.sky().r()));
        green = (float) (color.g() * (light.key().g() * key + 0.5 * light.sky().g()));
        blue = (float) (color.b() * (light.key().b() * key + 0.5 * light.sky().b()));
    }

    private void mouth(float open) {
        float toKey = Math.max(0, 0.3f + 0.7f * nz);
        red = 0.30f * open * toKey;
        green = 0.075f * open * toKey;
        blue = 0.07f * open * toKey;
    }

    private void cloth(float x, float y, float z, float open, float lit) {
        double ax = Math.abs(x);
        double edge = z < 0 ? -13 : Math.min(-13, person.cloth().neckline() + 0.085 * ax * ax);
        double below = edge - y;
        if (below < 0) {
            skin(
                    person.skin().base().mix(person.skin().flush(), 0.25),
                    open * (float) (0.8 + 0.2 * Curve.step(0, -0.5, below)),
                    lit,
                    0.25f);
            return;
        }
        double ribs;
        if (below < 1.3) ribs = 0.22 * Math.sin(x * 11 + z * 7) - 0.35 * Curve.bell(below - 1.3, 0.12);
        else ribs = 0.10 * Math.sin(y * 13) * Math.sin(x * 9);
        double fold = 0.35 * Noise.smooth(x * 0.22 + y * 0.1, y * 0.16 - x * 0.05, z * 0.1, 91);
        nx += (float) (0.3 * ribs + fold * 0.6);
        ny += (float) (fold * 0.4);
        float k = 1 / (float) Math.sqrt(nx * nx + ny * ny + nz * nz);
        float toKey = (nx * light.x() + ny * light.y() + nz * light.z()) * k;
        Rgb color = person.cloth().color().times(1 + 0.3 * ribs);
        float key = wrap(toKey, 0.1f) * lit;
        float up = 0.5f + 0.5f * ny * k;
        float ao = open * open;
        red = (float) (color.r()
                * (light.key().r() * key
                        + ao * mix(light.ground().r(), light.sky().r(), up)));
        green = (float) (color.g()
                * (light.key().g() * key
                        + ao * mix(light.ground().g(), light.sky().g(), up)));
        blue = (float) (color.b()
                * (light.key().b() * key
                        + ao * mix(light.ground().b(), light.sky().b(), up)));
        float fuzz = 1 - Math.max(0, nz * k);
        float sheen = 0.10f * fuzz * fuzz;
        red += (float) (sheen * light.sky().r());
        green += (float) (sheen * light.sky().g());
        blue += (float) (sheen * light.sky().b());
    }
}
