using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// A list of soins that need a person: its situation, its address, and its texts for an agent. The only definition there is: console,
/// counters, gauges, the partial indexes, assignments and retention ask this one which soins need a person.
/// </summary>
/// <param name="Situation">The situation of its soins.</param>
/// <param name="Slug">Its name in addresses of the console.</param>
/// <param name="AmountLabel">The name of its amount, in French.</param>
/// <param name="Advice">The advice on its soins, in French.</param>
/// <param name="IsDecided">Whether an agent settles its soins by a décision, so that their pages open the forms.</param>
public sealed record WorkList(Situation Situation, string Slug, string AmountLabel, string Advice, bool IsDecided)
{
    /// <summary>All of them, the most pressing first.</summary>
    public static IReadOnlyList<WorkList> All { get; } =
    [
        new(
            Situation.EnRetard, "en-retard", "Manque", "Le délai annoncé est dépassé et une part n'est pas arrivée.",
            IsDecided: false),
        new(
            Situation.Ecart, "ecart", "Différence", "Les deux parts sont là et ne font pas le total annoncé.",
            IsDecided: true),
        new(
            Situation.ARapprocher, "a-rapprocher", "Total", "Plusieurs appariements sont possibles : ouvrez le soin et liez les lignes.",
            IsDecided: true),
        new(
            Situation.Conteste, "conteste", "Total", "Une ligne est arrivée avec deux contenus : la source doit dire lequel est le bon.",
            IsDecided: true),
    ];

    /// <summary>
    /// The condition for a row of <c>soin</c> that needs a person, as SQL. The partial indexes are made with this very text, which a
    /// migration holds too: another set of situations is another migration, and a test compares them.
    /// </summary>
    public static string Predicate { get; } =
        $"situation IN ({string.Join(", ", All.Select(l => (int)l.Situation).Order())}) AND remplace_par IS NULL";

    /// <summary>Its title, in French: the name of its situation.</summary>
    public string Title => SituationNames.Of(Situation);

    /// <summary>The address of the list in the console.</summary>
    public string Address => "/a-traiter/" + Slug;

    /// <summary>The list of a situation; null where its soins need nobody.</summary>
    /// <param name="situation">The situation.</param>
    public static WorkList? Of(Situation situation) => All.FirstOrDefault(l => l.Situation == situation);

    /// <summary>Whether soins in a situation need a person.</summary>
    /// <param name="situation">The situation.</param>
    public static bool NeedsAPerson(Situation situation) => Of(situation) is not null;

    /// <summary>The same as SQL for one list: PostgreSQL must see in the statement that a partial index answers it.</summary>
    /// <param name="alias">The name of the table in the statement.</param>
    public string PredicateOf(string alias) => $"{alias}.situation = {(int)Situation} AND {alias}.remplace_par IS NULL";
}
