namespace Reconciliation.Bus;

/// <summary>
/// Keeps the done deliveries of a channel until the broker is told of them. The broker numbers deliveries from one, without a gap, and
/// closes a channel that answers for a delivery that it no longer waits for.
/// </summary>
/// <param name="aheadMax">The most done deliveries that are held back.</param>
internal sealed class AckSequence(int aheadMax)
{
    private readonly HashSet<ulong> _done = [];
    private readonly HashSet<ulong> _told = [];
    private readonly List<ulong> _returned = [];
    private ulong _until;
    private ulong _atLastCallback;

    /// <summary>The number of deliveries that are done and held back.</summary>
    public int Ahead => _done.Count;

    /// <summary>A delivery is done with.</summary>
    /// <param name="delivery">Its number.</param>
    /// <param name="done">Whether it was done; else it goes back to its queue.</param>
    public void Finish(ulong delivery, bool done)
    {
        if (done)
        {
            _done.Add(delivery);
        }
        else
        {
            _returned.Add(delivery);
        }
    }

    /// <summary>
    /// The answers that the broker is sent next, in this order: (1) a nack for each delivery that goes back; (2) one cumulative ack up to
    /// the last delivery with nothing unfinished before it; (3) single acks for done deliveries behind an unfinished one: those that were
    /// done at the last reminder already, or all of them once they are so many that the prefetch limit would stop new deliveries.
    /// </summary>
    /// <param name="callback">Whether this is a reminder, which comes from time to time.</param>
    public AckRun NextToTell(bool callback)
    {
        ulong[] returned = [.. _returned];
        _returned.Clear();
        _told.UnionWith(returned);
        var done = new List<(ulong, bool)>(1);
        if (Last() is { } last)
        {
            done.Add((last, true));
        }

        ulong[] single = _done.Count >= aheadMax ? [.. _done] : callback ? [.. _done.Where(f => f <= _atLastCallback)] : [];
        _done.ExceptWith(single);
        _told.UnionWith(single);
        done.AddRange(single.Select(s => (s, false)));
        if (callback)
        {
            _atLastCallback = _done.Count > 0 ? _done.Max() : 0;
        }

        return new(returned, done);
    }

    private ulong? Last()
    {
        ulong? last = null;
        for (; ; _until++)
        {
            if (_done.Remove(_until + 1))
            {
                last = _until + 1;
            }
            else if (!_told.Remove(_until + 1))
            {
                return last;
            }
        }
    }

    /// <summary>The answers to the broker, in the order of sending.</summary>
    /// <param name="Returned">The deliveries that go back to the queue.</param>
    /// <param name="Done">The deliveries that are acknowledged, by themselves or with all before them.</param>
    internal readonly record struct AckRun(IReadOnlyList<ulong> Returned, IReadOnlyList<(ulong Delivery, bool WithThoseBefore)> Done);
}
