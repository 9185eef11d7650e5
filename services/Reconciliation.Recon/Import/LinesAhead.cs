namespace Reconciliation.Recon;

/// <summary>The lines of a source, of which those that were only looked at are given back.</summary>
/// <param name="lines">The lines.</param>
internal sealed class LinesAhead(IAsyncEnumerator<SourceLine> lines) : IAsyncDisposable
{
    private readonly Stack<SourceLine> _back = [];

    /// <summary>The next line; null: there is none.</summary>
    public async ValueTask<SourceLine?> NextAsync() =>
        _back.TryPop(out var line) ? line : await lines.MoveNextAsync() ? lines.Current : null;

    /// <summary>Gives lines back: they are the next ones again.</summary>
    /// <param name="read">The lines, in their order.</param>
    public void GiveBack(List<SourceLine> read)
    {
        for (var i = read.Count - 1; i >= 0; i--)
        {
            _back.Push(read[i]);
        }
    }

    public ValueTask DisposeAsync() => lines.DisposeAsync();
}
