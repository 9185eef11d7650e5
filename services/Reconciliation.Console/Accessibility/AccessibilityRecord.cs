using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reconciliation.ConsoleWeb.Accessibility;

/// <summary>Whether the console meets a criterion.</summary>
internal enum CriterionStatus
{
    Conforme,
    NonConforme,
    NonApplicable,
}

/// <summary>An observation of somebody who looked at pages.</summary>
/// <param name="Page">The pages.</param>
/// <param name="Le">The day.</param>
/// <param name="Par">The name under which it is signed.</param>
/// <param name="Constat">The finding.</param>
internal sealed record Observation(string Page, DateOnly Le, string Par, string Constat);

/// <summary>A criterion of the RGAA, and how it was judged: by tests, by what somebody saw, or by what the console does not have.</summary>
/// <param name="Numero">Its number, <c>1.1</c> to <c>13.12</c>.</param>
/// <param name="Intitule">Its text.</param>
/// <param name="Statut">The result.</param>
/// <param name="Tests">The tests that show it, each as <c>Class.Method</c>.</param>
/// <param name="Observations">The observations.</param>
/// <param name="Raison">Why it is not applicable, or not met; null: it is met.</param>
internal sealed record Criterion(
    string Numero,
    string Intitule,
    CriterionStatus Statut,
    IReadOnlyList<string> Tests,
    IReadOnlyList<Observation> Observations,
    string? Raison)
{
    /// <summary>The number of its theme.</summary>
    public int Theme => int.Parse(Numero.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// The record of accessibility: every criterion of the RGAA and its result. The declaration that the law asks for, and the mention on every
/// page, are written from it.
/// </summary>
internal sealed record AccessibilityRecord
{
    private const string Resource = "Reconciliation.ConsoleWeb.Accessibility.rgaa.json";

    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The record of this version.</summary>
    public static AccessibilityRecord Current { get; } = Read();

    /// <summary>The reference and its version.</summary>
    public required string Referentiel { get; init; }

    /// <summary>The day on which the record was established.</summary>
    public required DateOnly EtablieLe { get; init; }

    /// <summary>The tools with which the criteria were tried.</summary>
    public required IReadOnlyList<string> Environnement { get; init; }

    /// <summary>The tries that were not made.</summary>
    public required IReadOnlyList<string> Reserves { get; init; }

    /// <summary>The pages that were looked at.</summary>
    public required IReadOnlyList<string> Pages { get; init; }

    /// <summary>The themes, by their number less one.</summary>
    public required IReadOnlyList<string> Themes { get; init; }

    public required IReadOnlyList<Criterion> Criteres { get; init; }

    /// <summary>The criteria of a status.</summary>
    public IReadOnlyList<Criterion> Of(CriterionStatus status) => [.. Criteres.Where(c => c.Statut == status)];

    /// <summary>The number of criteria that apply.</summary>
    public int ApplicableCount => Criteres.Count(c => c.Statut != CriterionStatus.NonApplicable);

    /// <summary>The share of the criteria that apply which are met, in per cent, rounded down: no more is said than is true.</summary>
    public int PerCent => 100 * Of(CriterionStatus.Conforme).Count / ApplicableCount;

    /// <summary>The state of conformity, in the words of the law.</summary>
    public string Mention => PerCent == 100 ? "totalement conforme" : PerCent >= 50 ? "partiellement conforme" : "non conforme";

    private static AccessibilityRecord Read()
    {
        using var stream = typeof(AccessibilityRecord).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize<AccessibilityRecord>(stream, Reading)!;
    }
}
