namespace Reconciliation.Storage;

/// <summary>The record of accesses remembers why an agent reads a member's data, so that nobody is asked twice in one call.</summary>
public sealed partial class AccessLog
{
    /// <summary>
    /// The reason of an access to a member whom only an agent named, in the correction of a message. It is no reason to read that member's
    /// file: whoever types a number would have given themselves one.
    /// </summary>
    public const string TypedMotif = "Nommé dans une correction";

    /// <summary>
    /// Stands in the row without a member of a reading or an action that concerns more members than are recorded: nothing of them was
    /// shown.
    /// </summary>
    public const string MoreMotif = "Plus d'adhérents que la trace n'en nomme : contenu non affiché";

    /// <summary>
    /// The time after the last page of a member in which the same call goes on: the reason is not asked again, and figures count no other
    /// call.
    /// </summary>
    public static readonly TimeSpan MotifValidity = TimeSpan.FromHours(1);

    /// <summary>The reason with which an agent last read a member's data, since an instant; null if none.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="adherentId">The member.</param>
    /// <param name="since">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> CurrentMotifAsync(string agent, string adherentId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        // A member whom work lists show every day has many accesses: only those since the instant are read.
        await using var command = source.CreateCommand($"""
            SELECT motif FROM acces
            WHERE adherent_id = $1 AND agent = $2 AND motif <> '{TypedMotif}' AND le > $3
              AND acces_id >= (SELECT acces_id FROM acces WHERE le > $3 ORDER BY le LIMIT 1)
            ORDER BY acces_id DESC
            LIMIT 1
            """);
        command.Parameters.Add(new() { Value = adherentId });
        command.Parameters.Add(new() { Value = agent });
        command.Parameters.Add(new() { Value = since });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
