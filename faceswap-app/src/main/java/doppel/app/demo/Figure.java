package doppel.app.demo;

import java.util.ArrayList;
import java.util.List;

/** A person in the round: all meshes, moved and drawn for one moment. */
final class Figure {
    /** A mesh that moves with the head, with or without muscles. */
    private record Part(Mesh mesh, Muscles muscles) {}

    private final FaceMap map;
    private final HeadMesh head;
    private final List<Part> inHead = new ArrayList<>();
    private final Strands hair;
    private final Mesh hairPoints;
    private final List<Mesh> curtains = new ArrayList<>();
    private final FaceHair faceHair;
    private final Strands brows;
    private final Part browPoints;
    private final Mesh neck;
    private final Mesh torso;
    private final ShadowMap shadows = new ShadowMap();
    private final Shader shader;

    Figure(Person person, FaceMap map, HeadShape shape) {
        this.map = map;
        Scalp scalp = new Scalp(person.hair());
        head = new HeadMesh(person, shape, map, scalp);
        hair = new HeadHair(person, shape, scalp).grow();
        hairPoints = hair.mesh();
        if (person.hair().length() > 6) curtains.add(Parts.curtain(person));
        faceHair = new FaceHair(person, map, shape);
        brows = faceHair.grow();
        Mesh points = brows.mesh();
        browPoints = new Part(points, faceHair.muscles(points));
        for (int side = -1; side <= 1; side += 2) {
            inHead.add(still(Parts.eye(person, shape, side)));
            inHead.add(still(Parts.ear(person, shape, side)));
        }
        inHead.add(still(Parts.throat(person, shape)));
        inHead.add(still(Parts.teeth(person, shape, true)));
        inHead.add(withJaw(Parts.teeth(person, shape, false)));
        inHead.add(withJaw(Parts.tongue(person, shape)));
        neck = Parts.neck(person);
        torso = Parts.torso(person);
        shader = new Shader(person, map, new FrontPaint(person, map), shadows);
    }

    private static Part still(Mesh mesh) {
        return new Part(mesh, new Muscles(mesh.vertices));
    }

    private static Part withJaw(Mesh mesh) {
        Muscles muscles = new Muscles(mesh.vertices);
        for (int i = 0; i < mesh.vertices; i++) muscles.tieToJaw(i, 0.95);
        return new Part(mesh, muscles);
    }

    void draw(Canvas canvas, Expression face, Pose pose, Light light) {
        Canvas.Opening closed = (x, y) -> false;
        shadows.aim(light);
        head.muscles.move(head.mesh.home, head.mesh.view, face);
        head.mesh.pose(pose);
        head.mesh.normals(head.mesh.view);
        head.healSeam();
        shadows.cast(head.mesh);
        shadows.soften();
        canvas.draw(head.mesh, (x, y) -> Math.abs(y) < 1.6 && map.inEye(x, y, face.open()));
        for (Part part : inHead) {
            move(part, face, pose);
            part.mesh.normals(part.mesh.view);
            canvas.draw(part.mesh, closed);
        }
        bend(neck, pose, -16, -7);
        canvas.draw(neck, closed);
        bend(torso, pose, -22, -6);
        canvas.draw(torso, closed);
        for (Mesh curtain : curtains) {
            bend(curtain, pose, -22, -3);
            canvas.drawBothSides(curtain);
        }
        shader.set(light, face, pose);
        shader.shade(canvas);
        float[] centre = middle(pose);
        move(browPoints, face, pose);
        brows.draw(canvas, browPoints.mesh.view, light, shadows, centre);
        Strands lashes = faceHair.lashes(face.open());
        Mesh tips = lashes.mesh();
        move(new Part(tips, faceHair.muscles(tips)), face, pose);
        lashes.draw(canvas, tips.view, light, shadows, centre);
        bend(hairPoints, pose, -22, -3);
        hair.draw(canvas, hairPoints.view, light, shadows, centre);
    }

    private static void move(Part part, Expression face, Pose pose) {
        part.muscles.move(part.mesh.home, part.mesh.view, face);
        part.mesh.pose(pose);
    }

    private static float[] middle(Pose pose) {
        Mesh one = new Mesh(Mesh.Kind.NOTHING, 1, new int[0]);
        one.view[1] = 0.5f;
        one.view[2] = -0.5f;
        one.pose(pose);
        return one.view;
    }

    /** Moves a mesh with the head above {@code top}, with the body below {@code bottom}, smoothly between. */
    private static void bend(Mesh mesh, Pose pose, double bottom, double top) {
        Pose body = new Pose(0, 0, 0, 0.6 * pose.x(), 0.4 * pose.y(), 0.5 * pose.z());
        System.arraycopy(mesh.home, 0, mesh.view, 0, mesh.home.length);
        mesh.pose(pose);
        for (int i = 0; i < mesh.vertices; i++) {
            float w = (float) Curve.step(bottom, top, mesh.home[3 * i + 1]);
            float[] v = mesh.view;
            v[3 * i] = w * v[3 * i] + (1 - w) * (float) (mesh.home[3 * i] + body.x());
            v[3 * i + 1] = w * v[3 * i + 1] + (1 - w) * (float) (mesh.home[3 * i + 1] + body.y());
            v[3 * i + 2] = w * v[3 * i + 2] + (1 - w) * (float) (mesh.home[3 * i + 2] + body.z());
        }
        mesh.normals(mesh.view);
    }
}
