using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Reconciliation.Api;

/// <summary>Refusals: each is a problem of the <see cref="ProblemCatalogue"/>, and the particulars of this time.</summary>
internal static class Problems
{
    public static IResult ParameterInvalid(string parameter, string rule) =>
        Create(ProblemCatalogue.ParameterInvalid, $"{parameter} : {rule}");

    public static IResult ParameterUnknown(string parameter) =>
        Create(ProblemCatalogue.ParameterUnknown, $"Le paramètre « {Short(parameter)} » n'existe pas.");

    public static IResult JsonInvalid() => Create(ProblemCatalogue.JsonInvalid);

    public static IResult AdherentForbidden() => Create(ProblemCatalogue.AdherentForbidden);

    public static IResult FeedForbidden() => Create(ProblemCatalogue.FeedForbidden);

    public static IResult SoinUnknown() => Create(ProblemCatalogue.SoinUnknown);

    public static IResult VirementUnknown() => Create(ProblemCatalogue.VirementUnknown);

    public static IResult MessageUnknown() => Create(ProblemCatalogue.MessageUnknown);

    public static IResult AlreadyReplayed() => Create(ProblemCatalogue.AlreadyReplayed);

    public static IResult VersionStale(HttpRequest query) => Create(
        ProblemCatalogue.VersionStale, Misnamed(query) ?? "Relisez, puis recommencez avec le nouvel ETag dans If-Match.");

    public static IResult PreconditionRequired() => Create(ProblemCatalogue.PreconditionRequired, "Donnez-y l'ETag de la version lue.");

    public static IResult ReplayRefused(IReadOnlyList<Contracts.Rejet> motifs) =>
        Create(ProblemCatalogue.ReplayRefused, members: new() { ["motifs"] = motifs });

    public static IResult SoinUnknownThen() => Create(ProblemCatalogue.SoinUnknownThen);

    public static IResult CursorExpired(Contracts.RepriseDeFlux reprise) => Create(
        ProblemCatalogue.CursorExpired,
        "L'histoire de la base a changé : oubliez ce que vous tenez de « precedente » à partir de « depuis », "
            + "puis lisez après « reprise » (null : depuis le début) et remplacez.",
        new()
        {
            ["epoque"] = reprise.Epoque,
            ["precedente"] = reprise.Precedente,
            ["depuis"] = reprise.Depuis is { } depuis ? Contracts.InstantUtcConverter.Format(depuis) : null,
            ["reprise"] = reprise.Reprise,
        });

    public static IResult TooManyReaders() => Create(ProblemCatalogue.TooManyReaders);

    public static IResult BodyTooLarge() => Create(ProblemCatalogue.BodyTooLarge);

    public static IResult TooManyRecords() => Create(ProblemCatalogue.TooManyRecords);

    public static IResult MediaTypeUnsupported() => Create(ProblemCatalogue.MediaTypeUnsupported);

    public static IResult NoneAccepted(Contracts.ReponseIngestion response) =>
        Create(ProblemCatalogue.NoneAccepted, members: new() { ["acceptes"] = response.Acceptes, ["rejetes"] = response.Rejetes });

    public static IResult TooManyRequests() => Create(ProblemCatalogue.TooManyRequests);

    public static IResult QuarantineFull() => Create(ProblemCatalogue.QuarantineFull);

    /// <summary>Someone was faster: the problem has the view that there is now, and its cause.</summary>
    public static IResult VersionStale(HttpRequest query, int version, string vue, IReadOnlyList<string> changes) => Create(
        ProblemCatalogue.VersionStale,
        Misnamed(query) ?? "Ce soin a changé depuis que vous l'avez lu.",
        new()
        {
            ["version"] = version,
            ["vue"] = JsonElement.Parse(vue),
            ["changements"] = JsonElement.Parse($"[{string.Join(',', changes)}]"),
        });

    public static IResult SoinReplaced(Guid by) => Create(ProblemCatalogue.SoinReplaced, members: new() { ["remplacePar"] = by });

    public static IResult NothingToDecide(string motif) => Create(ProblemCatalogue.NothingToDecide, motif);

    public static IResult DecisionInvalid(IReadOnlyList<Contracts.Rejet> rejections) =>
        Create(ProblemCatalogue.DecisionInvalid, members: new() { ["rejets"] = rejections });

    public static IResult Unavailable() => Create(ProblemCatalogue.Unavailable);

    /// <summary>
    /// The problem of a refusal that the framework makes, which tells no more than its status. It is written whatever media types the
    /// caller accepts: a page of text would be of less use to a program.
    /// </summary>
    public static IResult OfStatus(int status) => Create(status switch
    {
        401 => ProblemCatalogue.NotAuthenticated,
        403 => ProblemCatalogue.ScopeInsufficient,
        404 => ProblemCatalogue.NotFound,
        405 => ProblemCatalogue.MethodNotAllowed,
        413 => ProblemCatalogue.BodyTooLarge,
        415 => ProblemCatalogue.MediaTypeUnsupported,
        429 => ProblemCatalogue.TooManyRequests,
        503 => ProblemCatalogue.Unavailable,
        >= 400 and < 500 => ProblemCatalogue.RequestInvalid with { Status = status },
        _ => ProblemCatalogue.InternalError with { Status = status },
    });

    private static IResult Create(ProblemType problem, string? detail = null, Dictionary<string, object?>? members = null) =>
        Results.Problem(
            statusCode: problem.Status, type: problem.Type, title: problem.Title, detail: detail, extensions: WithTrace(members));

    // Reading again would not help whoever names no version.
    private static string? Misnamed(HttpRequest query) =>
        Preconditions.IsWeakened(query)
            ? "Un intermédiaire a affaibli l'ETag (W/), en comprimant la réponse par exemple : "
                + "qu'il laisse les ETags, ou ôtez W/ de celui-ci."
        : Preconditions.Require(query).Version is null
            ? "If-Match ne nomme pas une version : donnez-y l'ETag que vous avez lu, un seul, avec ses guillemets."
        : null;

    // The name under which the log has this call.
    private static Dictionary<string, object?> WithTrace(Dictionary<string, object?>? members)
    {
        members ??= [];
        if (Activity.Current is { } activity)
        {
            members["traceId"] = activity.TraceId.ToHexString();
        }

        return members;
    }

    // The name of a parameter comes from outside: enough of it to recognise, and nothing that could be a number of a person.
    internal static string Short(string name) => Contracts.Nir.Redact(name.Length > 40 ? name[..40] : name, aussiSansCle: true);
}
