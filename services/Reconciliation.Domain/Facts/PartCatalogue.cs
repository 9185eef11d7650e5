namespace Reconciliation.Domain;

/// <summary>
/// The parts that a process knows, made once where it is put together. A line carries its <see cref="Part"/>, so that the catalogue is
/// asked only where a part is read back from a number or a name.
/// </summary>
public sealed class PartCatalogue
{
    /// <summary>The highest number that a part may have: parts are found in an array by number.</summary>
    public const short NumberMax = 63;

    private readonly Part?[] _byNumber;

    /// <summary>Makes a catalogue.</summary>
    /// <param name="parts">The parts, in any order.</param>
    /// <exception cref="ArgumentException">A number or a name is that of two of them, or a number is out of bounds.</exception>
    public PartCatalogue(IEnumerable<Part> parts)
    {
        All = [.. parts.OrderBy(p => p.Number)];
        Awaited = [.. All.Where(p => p.IsAwaited)];
        if (All.Any(p => p.Number is < 0 or > NumberMax))
        {
            throw new ArgumentException($"The number of a part is 0 to {NumberMax}.", nameof(parts));
        }

        foreach (var name in new Func<Part, object>[]
        {
            p => p.Number, p => p.Code, p => p.CanonicalCode, p => p.Queue, p => p.Label, p => p.ShortLabel,
        })
        {
            if (All.DistinctBy(name).Count() < All.Count)
            {
                throw new ArgumentException("Two parts share a number, a code, a queue or a label.", nameof(parts));
            }
        }

        _byNumber = new Part?[All.Select(p => p.Number).DefaultIfEmpty().Max() + 1];
        foreach (var part in All)
        {
            _byNumber[part.Number] = part;
        }
    }

    /// <summary>All parts, in the order of their numbers.</summary>
    public IReadOnlyList<Part> All { get; }

    /// <summary>Those for which a soin may wait.</summary>
    public IReadOnlyList<Part> Awaited { get; }

    /// <summary>The part of a stored number.</summary>
    /// <param name="number">The number.</param>
    /// <exception cref="InvalidOperationException">None has it: it was stored by a process that knows more parts.</exception>
    public Part this[int number] => (uint)number < (uint)_byNumber.Length && _byNumber[number] is { } part
        ? part
        : throw new InvalidOperationException($"No part is registered with the number {number}.");

    /// <summary>The part that a code names.</summary>
    /// <param name="code">The code; null: none.</param>
    /// <returns>The part; null where the code names none.</returns>
    public Part? OfCode(string? code) => All.FirstOrDefault(p => p.Code == code);

    /// <summary>The part whose payments come by a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <exception cref="ArgumentException">None does.</exception>
    public Part OfQueue(string queue) =>
        All.FirstOrDefault(p => p.Queue == queue) ?? throw new ArgumentException("No part has this queue.", nameof(queue));

    /// <summary>The part that the canonical text of an identity names.</summary>
    /// <param name="canonicalCode">The first piece of the text.</param>
    /// <exception cref="ArgumentException">It names none.</exception>
    public Part OfCanonicalCode(string canonicalCode) =>
        All.FirstOrDefault(p => p.CanonicalCode == canonicalCode)
        ?? throw new ArgumentException("No part has this code.", nameof(canonicalCode));
}
