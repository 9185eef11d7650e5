using System.Text;
using static Reconciliation.Domain.MessagePartieType;
using static Reconciliation.Domain.MessageWords;

namespace Reconciliation.Domain;

/// <summary>
/// Puts facts into one or two plain French sentences, whoever says them: the first says what happened, the second what follows. Each voice
/// has its own words for what it says otherwise than the other.
/// </summary>
public abstract class MessageWriter
{
    // Characters of nearly every message.
    private const int CharacterCount = 384;

    private int _sentence;

    private protected MessageWriter(IReadOnlyList<MessagePartie> parties) => (Parties, Head) = (parties, new(parties));

    private protected IReadOnlyList<MessagePartie> Parties { get; }

    // Written in one place: pieces put together would be most of what judging a soin allocates.
    private protected StringBuilder Text { get; } = new(CharacterCount);

    private protected bool IsSecond { get; private set; }

    private protected MessageHead Head { get; }

    private protected string Write()
    {
        for (var rank = 0; rank < Parties.Count; rank++)
        {
            Say(Parties[rank], rank);
        }

        End();
        Text[0] = char.ToUpperInvariant(Text[0]);
        Text[_sentence] = char.ToUpperInvariant(Text[_sentence]);
        return Text.Append('.').ToString();
    }

    /// <summary>Says one fact.</summary>
    private protected abstract void Say(MessagePartie p, int rank);

    /// <summary>Says what no fact leads to, at the end.</summary>
    private protected virtual void End()
    {
    }

    // Clauses of one sentence are set apart by semicolons.
    private protected StringBuilder Clause() => Text.Append(Text.Length > _sentence ? " ; " : "");

    private protected void BeginSecondSentence()
    {
        if (!IsSecond && Text.Length > 0)
        {
            _sentence = Text.Append(". ").Length;
        }

        IsSecond = true;
    }

    private protected void SayTotal(MessagePartie p) => Text.Append(p.Type switch
    {
        Total => $" est de {p.Montant}",
        TotalAVenir => $" sera de {p.Montant}",
        TotalInchangeAuMoins => $", au moins {p.Montant}, reste inchangé",
        TotalInchange => p.Montant is { } montant ? $", {montant}, reste inchangé" : " reste inchangé",
        _ => throw new InvalidOperationException($"{p.Type} is no total."),
    });

    // Why a person is asked.
    private protected void SayReason(MessagePartie p, int rank)
    {
        switch (p.Type)
        {
            case Depassement or DepassementAnnonce:
                Clause().Append($"le total versé{(p.Type == DepassementAnnonce ? " et annoncé" : "")}, {p.Montant},");
                break;
            case Depense:
                Text.Append($" dépasse le montant du soin, {p.Montant}");
                break;
            case RoVerse or RoVerseAVenir:
                Clause().Append($"{RoName} {(p.Type == RoVerse ? "a versé" : "verse")} {p.Montant} alors que ");
                break;
            case RoAnnonce:
                var isLast = rank + 1 == Parties.Count || Parties[rank + 1].Type != RoAnnonce;
                Text.Append(Parties[rank - 1].Type == RoAnnonce ? " ou " : "").Append($"{p.Montant}");
                Text.Append(isLast ? Agreement(p, " était annoncé", " étaient annoncés") : "");
                break;
            case RepriseNonRemplacee:
                // The sum of what was taken back, by one movement or by several, less what was added.
                Clause().Append($"sur ce qui {(p.Jour is null ? "a été" : "est")} repris, {p.Montant} ").Append(p.Jour is null
                    ? Agreement(p, "n'a pas été remplacé", "n'ont pas été remplacés")
                    : Agreement(p, "n'est pas remplacé", "ne sont pas remplacés"));
                break;
            case RepriseExcessive:
                Clause().Append(p.AutrePart is { } autre
                    ? $"{p.Montant} {TakenBack(p, isAhead: p.Jour is not null)} {BeyondPayments} ({autre.Label})"
                    : $"{Name(p)} {(p.Jour is null ? "a repris" : "aura repris")} {p.Montant} de plus que ses versements");
                break;
            default:
                throw new InvalidOperationException($"No voice has words for {p.Type}.");
        }
    }
}
