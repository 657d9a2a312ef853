/* Names of errors, and what NVIDIA's own libraries ask for when they make plans for a card that is not there. */

EXPORT CUresult cuGetErrorName(int status, const char **name) {
    switch (status) {
        case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; break;
        case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; break;
        case NO_DEVICE: *name = "CUDA_ERROR_NO_DEVICE"; break;
        case INVALID_PTX: *name = "CUDA_ERROR_INVALID_PTX"; break;
        case INVALID_HANDLE: *name = "CUDA_ERROR_INVALID_HANDLE"; break;
        case ILLEGAL_ADDRESS: *name = "CUDA_ERROR_ILLEGAL_ADDRESS"; break;
        case LAUNCH_FAILED: *name = "CUDA_ERROR_LAUNCH_FAILED"; break;
        case CAPTURE_UNSUPPORTED: *name = "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"; break;
        default: *name = NULL; return INVALID_VALUE;
    }
    return SUCCESS;
}

EXPORT CUresult cuGetErrorString(int status, const char **string) {
    switch (status) {
        case OUT_OF_MEMORY: *string = "out of memory"; break;
        case NO_DEVICE: *string = "no CUDA-capable device is detected"; break;
        case INVALID_PTX: *string = "a PTX JIT compilation failed"; break;
        default: *string = NULL; return INVALID_VALUE;
    }
    return SUCCESS;
}

static CUresult unknown(void) { return NO_DEVICE; }

static CUresult accept(void) { return SUCCESS; }

static CUresult make(u64 *handle) {
    *handle = 0xfb000001ull;
    return SUCCESS;
}

/* NVRTC looks for a driver's private functions at its first compilation, and calls what it does not find. */
EXPORT CUresult cuGetExportTable(const void **table, const void *uuid) {
    (void)uuid;
    *table = NULL;
    return NOT_FOUND;
}

EXPORT CUresult cuLibraryLoadData(u64 *library) { return make(library); }
EXPORT CUresult cuLibraryUnload(void) { return accept(); }
EXPORT CUresult cuLibraryGetKernel(u64 *kernel) { return make(kernel); }
EXPORT CUresult cuKernelGetFunction(u64 *function) { return make(function); }
EXPORT CUresult cuKernelSetAttribute(void) { return accept(); }
EXPORT CUresult cuKernelGetAttribute(int *value) {
    *value = 0;
    return SUCCESS;
}

/* cuDNN wants to find all of these before it offers engines that compile while running; it calls none of them. */
#define ABSENT(name) EXPORT CUresult name(void) { return unknown(); }
ABSENT(cuCtxGetDevice)
ABSENT(cuCtxGetLimit)
ABSENT(cuCtxPopCurrent)
ABSENT(cuCtxPopCurrent_v2)
ABSENT(cuCtxPushCurrent)
ABSENT(cuCtxPushCurrent_v2)
ABSENT(cuCtxSetLimit)
ABSENT(cuFuncSetCacheConfig)
ABSENT(cuLaunchCooperativeKernel)
ABSENT(cuLibraryGetGlobal)
ABSENT(cuLibraryGetModule)
ABSENT(cuLibraryLoadFromFile)
ABSENT(cuLinkAddData)
ABSENT(cuLinkAddData_v2)
ABSENT(cuLinkComplete)
ABSENT(cuLinkCreate)
ABSENT(cuLinkCreate_v2)
ABSENT(cuLinkDestroy)
ABSENT(cuOccupancyMaxActiveClusters)
ABSENT(cuOccupancyMaxPotentialClusterSize)
ABSENT(cuStreamGetCtx)
ABSENT(cuTensorMapEncodeIm2col)
ABSENT(cuTensorMapEncodeTiled)

EXPORT CUresult cuGetProcAddress_v2(const char *symbol, void **function, int version, u64 flags, int *status) {
    (void)version, (void)flags;
    void *self = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
    char name[128];
    snprintf(name, sizeof name, "%s_v2", symbol);
    *function = self ? dlsym(self, name) : NULL;
    if (*function == NULL && self) *function = dlsym(self, symbol);
    if (*function == NULL) *function = (void *)unknown;
    if (status) *status = 0;
    return SUCCESS;
}

EXPORT CUresult cuGetProcAddress(const char *symbol, void **function, int version, u64 flags) {
    return cuGetProcAddress_v2(symbol, function, version, flags, NULL);
}
