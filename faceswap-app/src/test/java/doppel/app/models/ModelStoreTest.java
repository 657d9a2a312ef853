package doppel.app.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelStoreTest {
    @TempDir
    Path home;

    @Test
    void looksInTheNamedFolderThenInTheVariableThenInTheUsersOwn() throws IOException {
        Path named = Files.createDirectory(home.resolve("named"));
        ModelStore store = ModelStore.of(named, Map.of("DOPPEL_MODELS", "/somewhere"), home);
        assertEquals(
                List.of(named, Path.of("/somewhere"), home.resolve(".local/share/doppel/models")), store.folders());
    }

    @Test
    void theUsersOwnFolderFollowsXdg() throws IOException {
        ModelStore store = ModelStore.of(null, Map.of("XDG_DATA_HOME", "/data"), home);
        assertEquals(List.of(Path.of("/data/doppel/models")), store.folders());
    }

    @Test
    void aNamedFolderThatDoesNotExistIsAnError() {
        Path none = home.resolve("none");
        var e = assertThrows(NoSuchFileException.class, () -> ModelStore.of(none, Map.of(), home));
        assertEquals("models: no such folder: " + none, e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aMissingFileIsNamedWithSourceLicenceAndPlace(ModelFile file) throws IOException {
        ModelStore store = ModelStore.of(null, Map.of(), home);
        var e = assertThrows(NoSuchFileException.class, () -> store.read(file));
        String message = String.valueOf(e.getMessage());
        for (String part : List.of(file.fileName(), file.source(), file.licence(), home.toString())) {
            assertTrue(message.contains(part), message);
        }
        assertTrue(store.look(file).missing());
        assertEquals(message, store.look(file).problem());
    }

    @Test
    void theMissingLicenceOfPfldIsSaid() {
        assertTrue(ModelFile.PFLD.licence().startsWith("none stated"), ModelFile.PFLD.licence());
    }

    @Test
    void aFileOfAnotherSizeIsAnError() throws IOException {
        Files.write(home.resolve("pfld.onnx"), new byte[100]);
        ModelStore store = ModelStore.of(home, Map.of(), home);
        var e = assertThrows(IOException.class, () -> store.read(ModelFile.PFLD));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("wanted 2987921 bytes, got 100 bytes"), message);
        assertFalse(store.look(ModelFile.PFLD).found());
        assertFalse(store.look(ModelFile.PFLD).missing());
    }

    @Test
    void aFileWithOneOtherByteIsAnError() throws IOException {
        byte[] bytes = Files.readAllBytes(SharedFolder.file("models/yunet_n_dynamic.onnx"));
        bytes[1000] ^= 1;
        Files.write(home.resolve("yunet_n_dynamic.onnx"), bytes);
        ModelStore store = ModelStore.of(home, Map.of(), home);
        var e = assertThrows(IOException.class, () -> store.read(ModelFile.YUNET));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("wanted sha-256 " + ModelFile.YUNET.sha256() + ", got sha-256 "), message);
    }

    @ParameterizedTest
    @EnumSource
    void theTestedFilesAreFound(ModelFile file) throws IOException {
        Path path = SharedFolder.file("models/" + file.fileName());
        ModelStore store = ModelStore.of(path.getParent(), Map.of(), home);
        assertTrue(store.look(file).found());
        assertEquals(path, store.look(file).path());
        assertEquals(file.bytes(), store.read(file).length);
    }
}
