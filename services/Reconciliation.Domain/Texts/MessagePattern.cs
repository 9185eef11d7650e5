using System.Collections.Immutable;
using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain;

/// <summary>
/// A message with slots where the configured texts stand. It tells whether a message states the same facts under other texts: a soin of
/// which only a telephone number changed has a message that still fits. The view alone would not do, since a message states facts that a
/// view does not: the manager of the part that is not expected, the way in which the care was declared, each of several declared amounts.
/// </summary>
public static class MessagePattern
{
    // No message has it: it is for private use.
    private const char Slot = '\uE000';

    // Words of every clause that a slot could reach over: those that lead to a configured text, those that end with a closing bracket, as
    // the place of a movement does, the day of a movement, and the words of a fact without one. A slot takes none of them, else it would
    // take the clause: a message that states more would fit.
    private static readonly ImmutableArray<string> Landmarks =
    [
        "visible sur ", "attendue sur ", "appeler MGEN au ",
        MessageWords.Letter, MessageWords.DelayVaries, MessageWords.NotDue, MessageWords.BeyondPayments, MessageWords.Participation,
        .. new[] { ComplementaireAilleurs, ComplementaireNonAttendue, RienARembourser, RoAilleurs, RoNonAttendu, AutreAdherent }
            .Select(MessageWords.WhyNot),
        .. Paris.Mois.Select(month => $" {month} 2"),
    ];

    /// <summary>Texts that make a pattern of a message.</summary>
    public static MemberTexts Slots { get; } = new()
    {
        Telephone = Slot.ToString(),
        Horaires = Slot.ToString(),
        Cout = Slot.ToString(),
        SiteRo = Slot.ToString(),
        SiteComplementaire = Slot.ToString(),
        AdresseFeuillesDeSoins = Slot.ToString(),
    };

    /// <summary>Whether a message fits a pattern, whichever texts fill its slots.</summary>
    /// <param name="pattern">A message drawn up with <see cref="Slots"/>; without a slot only the same message fits.</param>
    /// <param name="message">The message.</param>
    public static bool Fits(string pattern, string message)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(message);
        var pieces = pattern.Split(Slot);
        if (pieces.Length == 1)
        {
            return pattern == message;
        }

        if (Landmarks.Any(words => Count(pattern, words) != Count(message, words)))
        {
            return false;
        }

        if (message.Length < pieces[0].Length + pieces[^1].Length
            || !message.StartsWith(pieces[0], StringComparison.Ordinal) || !message.EndsWith(pieces[^1], StringComparison.Ordinal))
        {
            return false;
        }

        // Each piece as early as it can be: that leaves the most room to those that follow.
        var rest = message.AsSpan(pieces[0].Length..^pieces[^1].Length);
        foreach (var piece in pieces.AsSpan(1, pieces.Length - 2))
        {
            var found = rest.IndexOf(piece, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            rest = rest[(found + piece.Length)..];
        }

        return true;
    }

    private static int Count(string text, string words) => text.AsSpan().Count(words);
}
