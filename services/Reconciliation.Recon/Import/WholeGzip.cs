using ICSharpCode.SharpZipLib.GZip;

namespace Reconciliation.Recon;

/// <summary>
/// Decompresses gzip and says when it is not whole: cut, damaged, or followed by something else. The runtime's own stream takes a file that
/// was cut for one that ended.
/// </summary>
/// <param name="source">The compressed bytes.</param>
internal sealed class WholeGzip(Stream source) : GZipInputStream(source)
{
    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            var read = base.Read(buffer, offset, count);
            return read > 0 || count == 0 || inputBuffer.Available == 0
                ? read
                : throw new InvalidDataException("something that is no gzip follows the compressed bytes.");
        }
        catch (Exception e) when (IsAboutBytes(e))
        {
            throw new InvalidDataException("the compressed bytes are cut or damaged.", e);
        }
    }

    // Bytes at random lead the decompressor to places that it does not have, so that anything may come of them: its own exceptions, those
    // of an index or of a state. Only a source that cannot be read is another matter, and that is told by the source.
    private static bool IsAboutBytes(Exception e) =>
        e is EndOfStreamException or not (IOException or InvalidDataException or OperationCanceledException or OutOfMemoryException);
}
