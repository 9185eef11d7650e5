using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Recon;
using Spectre.Console;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Dev;

/// <summary>The demo prints short French lines that fit 80 columns, in colour where the output is a screen.</summary>
internal static class Poster
{
    private const int WidthColumns = 76;
    private const string Margin = "  ";

    private static readonly string[] Signs = ["€", "%", ":", ";", "s."];

    /// <summary>Tells how much was sent, and how long storing it took.</summary>
    /// <param name="generator">The payments that were sent.</param>
    /// <param name="duration">From the first message sent to the last line stored.</param>
    /// <param name="all">Whether every line was stored in time.</param>
    public static void Sending(Generator generator, TimeSpan duration, bool all)
    {
        var paiements = generator.Paiements;
        var duplicates = paiements.Count - paiements.Distinct().Count();
        var reform = Paris.InFull(generator.Calendar.Reform).Replace(' ', '\u00a0');
        Paragraph(
            $"Démonstration : {ProgressLine.Number(paiements.Count)} paiements fictifs, "
                + $"{ProgressLine.Number(paiements.OfType<PaiementRoEmis>().Count())} de l'assurance maladie et "
            + $"{ProgressLine.Number(paiements.OfType<PaiementComplementaireEmis>().Count())} de la complémentaire (dont "
            + $"{ProgressLine.Number(duplicates)} doublons, écartés), "
            + (all ? "publiés, rapprochés et enregistrés" : "publiés")
            + $" en {duration.TotalSeconds.ToString("0.0", ProgressLine.French)} s.");
        Paragraph($"Un mois de soins qui s'achève aujourd'hui ; la réforme y prend effet le {reform}.");
        if (!all)
        {
            Paragraph("Le moteur n'a pas encore tout enregistré : les nombres qui suivent vont changer.");
        }
    }

    /// <summary>The number of soins in each situation.</summary>
    /// <param name="counts">The numbers.</param>
    public static void Situations(IReadOnlyDictionary<Situation, long> counts)
    {
        Title("Soins par situation");
        foreach (var situation in SituationPrecedence.Order.Reverse())
        {
            Ligne($"{Margin}{SituationNames.Of(situation),-34}{ProgressLine.Number(counts.GetValueOrDefault(situation)),8}");
        }

        Ligne($"{Margin}{"Total",-34}{ProgressLine.Number(counts.Values.Sum()),8}");
    }

    /// <summary>The members worth looking at.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="address">The address of the API.</param>
    public static void Case(IReadOnlyList<NotableCase> cases, string address)
    {
        Title("Cas à regarder");
        Ligne($"{Margin}JETON=$(./infra/token support)");
        Ligne($"{Margin}curl -H \"Authorization: Bearer $JETON\" <adresse ci-dessous>");
        foreach (var (title, explanation, adherentId, _) in cases)
        {
            Title(title);
            Paragraph(explanation);
            Ligne($"{Margin}{address}/v1/adherents/{adherentId}/soins");
        }

        Ligne("");
    }

    /// <summary>A sentence or two, folded between words.</summary>
    /// <param name="text">The sentences.</param>
    public static void Paragraph(string text)
    {
        foreach (var ligne in Refold(text))
        {
            Ligne(Margin + ligne);
        }
    }

    /// <summary>Folds a text between words into lines that fit 80 columns with their margin.</summary>
    /// <param name="text">The text.</param>
    public static IEnumerable<string> Refold(string text)
    {
        var ligne = new StringBuilder();
        foreach (var word in NoBreakSpaces(text).Split(' '))
        {
            if (ligne.Length + word.Length >= WidthColumns)
            {
                yield return ligne.ToString();
                ligne.Clear();
            }

            ligne.Append(ligne.Length == 0 ? "" : " ").Append(word);
        }

        yield return ligne.ToString();
    }

    // French sets a space before these signs, at which no line may end.
    private static string NoBreakSpaces(string text) =>
        Signs.Aggregate(text, (t, sign) => t.Replace(" " + sign, "\u00a0" + sign, StringComparison.Ordinal));

    private static void Title(string title)
    {
        Ligne("");
        if (ProgressLine.IsRedirected)
        {
            Console.WriteLine(title);
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"[bold]{title}[/]");
    }

    private static void Ligne(string ligne) => Console.WriteLine(ligne);
}
