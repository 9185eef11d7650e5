using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// How much more of each sender's refused messages quarantine takes. It is counted now and then and shared out in between: a flood of
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
    private (DateTimeOffset Until, Task<HashSet<string>> Open) _names = (default, Task.FromResult(new HashSet<string>()));

    /// <summary>Takes a place for a message, if there is one.</summary>
    /// <param name="sender">The sender of the message.</param>
    /// <param name="bytes">The bytes of its body.</param>
    /// <returns>Whether there was one, and the name under which the message is kept; null: nobody's.</returns>
    public async Task<(bool IsTaken, string? Sender)> TakeAsync(Sender sender, long bytes)
    {
        var name = sender.IsClaimed && !await MayHaveItsOwnAsync(sender.Name!) ? sender.ClaimedBy : sender.Name;
        var look = Current(name);
        return (look.Take(await look.Room, bytes), name);
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

            return _looks[key] = new(now + LookInterval, QuarantaineRoom.ReadAsync(source, sender, CancellationToken.None));
        }
    }

    // A name that nobody answers for has room of its own while there are few of them: one sender could else have as much as it has names.
    private async Task<bool> MayHaveItsOwnAsync(string name)
    {
        Task<HashSet<string>> reading;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now >= _names.Until || _names.Open.IsFaulted)
            {
                _names = (now + LookInterval, ReadNamesAsync());
            }

            reading = _names.Open;
        }

        var open = await reading;
        lock (_lock)
        {
            return open.Contains(name) || (open.Count < QuarantaineRoom.OpenNamesMax && open.Add(name));
        }
    }

    private async Task<HashSet<string>> ReadNamesAsync() =>
        new(await QuarantaineRoom.NamesAsync(source, CancellationToken.None), StringComparer.Ordinal);

    /// <summary>A count, and how much has been taken of it.</summary>
    private sealed class Look(DateTimeOffset until, Task<QuarantaineRoom> room)
    {
        private readonly Lock _lock = new();
        private (int Messages, long Bytes) _taken;

        public DateTimeOffset Until => until;

        public Task<QuarantaineRoom> Room => room;

        public bool Take(QuarantaineRoom counted, long bytes)
        {
            lock (_lock)
            {
                var after = (Messages: _taken.Messages + 1, Bytes: _taken.Bytes + bytes);
                if (!counted.Holds(after.Messages, after.Bytes))
                {
                    return false;
                }

                _taken = after;
                return true;
            }
        }
    }
}
