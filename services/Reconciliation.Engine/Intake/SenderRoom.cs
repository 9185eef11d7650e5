using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// How many more refused messages of each sender quarantine takes. It is counted now and then and shared out in between: a flood of
/// refused messages is no flood of counting.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
internal sealed class SenderRoom(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>How long a count is shared out, and how long a message waits before it asks again.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Look> _looks = new(StringComparer.Ordinal);

    /// <summary>Takes a place, if there is one.</summary>
    /// <param name="sender">The sender of the message; null: nobody knows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> TakeAsync(string? sender, CancellationToken cancellationToken)
    {
        var look = Current(sender);
        return look.Taken() <= await look.Room.WaitAsync(cancellationToken);
    }

    private Look Current(string? sender)
    {
        var (now, key) = (clock.GetUtcNow(), sender ?? "");
        lock (_lock)
        {
            if (_looks.TryGetValue(key, out var look) && now < look.Until && !look.Room.IsFaulted)
            {
                return look;
            }

            // Senders are what messages say: those of long ago are forgotten.
            foreach (var old in _looks.Where(l => now >= l.Value.Until).Select(l => l.Key).ToList())
            {
                _looks.Remove(old);
            }

            return _looks[key] = new(now + LookInterval, QuarantaineStore.RoomAsync(source, sender, CancellationToken.None));
        }
    }

    /// <summary>A count, and how many have taken of it.</summary>
    private sealed class Look(DateTimeOffset until, Task<int> room)
    {
        private int _taken;

        public DateTimeOffset Until => until;

        public Task<int> Room => room;

        public int Taken() => Interlocked.Increment(ref _taken);
    }
}
