using ICSharpCode.SharpZipLib;
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
        catch (Exception e) when (e is SharpZipBaseException or EndOfStreamException)
        {
            throw new InvalidDataException("the compressed bytes are cut or damaged.", e);
        }
    }
}
