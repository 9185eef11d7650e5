using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <content>The removal of journées.</content>
public sealed partial class Reconciler
{
    /// <summary>
    /// Removes journées and their counts. The journées to remove are chosen under the locks. Those that led to them are read too, and
    /// folded without them: the lines that go had a part in saying who holds a name. The names of those lines are locked too: whoever has
    /// a line of one to add waits, and then finds nothing to be tied to.
    /// </summary>
    /// <param name="journees">The journées; those tied to them are read too.</param>
    /// <param name="choose">Chooses the journées to remove among those that were read; null: none. May be asked several times.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TiesInMotionException">Each time that they were read, others led to those chosen, or had lines more.</exception>
    public async Task EraseAsync(
        IEnumerable<Journee> journees, Func<KnownState, IReadOnlyCollection<Journee>?> choose, CancellationToken cancellationToken)
    {
        var all = journees.ToHashSet();
        var names = await LockedNames.ReadAsync(source, all, cancellationToken);
        for (var (pass, isAgain) = (1, true); isAgain; pass++)
        {
            isAgain = false;
            await RunAsync(
                LigneBatch.Locking(names),
                all,
                async (state, transaction) =>
                {
                    if (choose(state)?.ToHashSet() is not { } erased)
                    {
                        return null;
                    }

                    var leading = await transaction.LeadingToAsync(erased, cancellationToken);
                    var unread = leading.Where(j => !transaction.Journees.Contains(j)).ToList();
                    var unlocked = NamesOf(state, erased).Except(names).ToList();
                    var fits = transaction.Journees.Count + unread.Count <= journeesMax;
                    isAgain = unlocked.Count > 0 || (unread.Count > 0 && fits);
                    if (!isAgain)
                    {
                        return Erase(state, erased, leading, transaction.Journees);
                    }

                    all.UnionWith(fits ? unread : []);
                    names.UnionWith(unlocked);
                    return null;
                },
                cancellationToken);
            if (isAgain && pass == TiedClosure.PassesMax)
            {
                throw new TiesInMotionException();
            }
        }
    }

    private static IEnumerable<string> NamesOf(KnownState state, HashSet<Journee> journees) =>
        state.Lignes.Where(l => journees.Contains(l.Ligne.Journee)).SelectMany(l => LockedNames.Of(l.Ligne));

    // Those that led to the erased ones are folded if all of them could be read: who holds a name then is known from them together.
    private Changes Erase(KnownState state, HashSet<Journee> erased, IReadOnlyList<Journee> leading, IReadOnlySet<Journee> read)
    {
        var (now, stays) = (clock.GetUtcNow(), state.Without(erased) with { Untouched = state.Incomplete });
        var isWhole = leading.All(read.Contains);
        if (!isWhole)
        {
            NoteFoldedInPart(read.Count, leading.Count);
        }

        var changes = isWhole && leading.Count > 0 ? Fold.Run(stays, judgement, now, formats).Changes : new Changes([], null, [], now);
        return changes with
        {
            Counters = [.. CounterDeltas.OfErasure(state, erased), .. changes.Counters],
            Erased = erased,
            LeadingToErased = leading,
        };
    }
}
