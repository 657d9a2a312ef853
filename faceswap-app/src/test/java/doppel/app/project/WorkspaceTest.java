package doppel.app.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir
    Path folder;

    @Test
    void theFoldersBearDeepFaceLabsNames() {
        Workspace w = new Workspace(Path.of("w"));
        assertEquals(Path.of("w/data_src/aligned"), w.srcAligned());
        assertEquals(Path.of("w/data_dst/aligned"), w.dstAligned());
        assertEquals(Path.of("w/data_dst/merged"), w.merged());
        assertEquals(Path.of("w/data_dst/merged_mask"), w.mergedMask());
        assertEquals(Path.of("w/model"), w.model());
        assertEquals(Path.of("w/result.mp4"), w.result());
        assertEquals("00012.png", Workspace.frameName(12));
        assertEquals("00012_1.jpg", Workspace.faceName(12, 1));
        assertThrows(IllegalArgumentException.class, () -> Workspace.frameName(0));
    }

    @Test
    void creatingTwiceIsHarmless() throws IOException {
        Workspace w = new Workspace(folder.resolve("w"));
        w.create();
        w.create();
        assertTrue(
                Files.isDirectory(w.srcAligned()) && Files.isDirectory(w.dstAligned()) && Files.isDirectory(w.model()));
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Path root = Files.write(folder.resolve("w"), new byte[1]);
        IOException e = assertThrows(IOException.class, () -> new Workspace(root).create());
        assertTrue(String.valueOf(e.getMessage()).startsWith(root.toString()), e.getMessage());
    }

    @Test
    void clipsAreFoundByStemAndFoldersAreNotClips() throws IOException {
        Workspace w = new Workspace(folder);
        w.create();
        assertEquals(Optional.empty(), w.srcClip());
        Path clip = Files.write(folder.resolve("data_src.mkv"), new byte[1]);
        assertEquals(Optional.of(clip), w.srcClip());
        assertEquals(Optional.empty(), w.dstClip());
    }
}
