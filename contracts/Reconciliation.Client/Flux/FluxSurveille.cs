namespace Reconciliation.Client;

/// <summary>A stream whose reads fail when nothing comes for too long: a connection that nobody closed looks like one on which nothing
/// happens.</summary>
/// <param name="flux">The stream.</param>
/// <param name="silence">The longest time without a byte before a read fails.</param>
/// <param name="horloge">The clock.</param>
internal sealed class FluxSurveille(Stream flux, TimeSpan silence, TimeProvider horloge) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var delai = new CancellationTokenSource(silence, horloge);
        using var liee = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, delai.Token);
        try
        {
            return await flux.ReadAsync(buffer, liee.Token);
        }
        catch (OperationCanceledException) when (delai.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("Nothing came for too long.");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            flux.Dispose();
        }

        base.Dispose(disposing);
    }
}
