// A baseline: the model of benchmarks/models.py::many_skills, 6 problems x 9 groups x 480 agents, and nothing else.
//
// Group g knows problem g mod 6 and the next one, groups 6 to 8 the one after that. A contact goes to the agent who has
// been idle longest of those who know its problem; an agent who becomes free takes the contact that has waited longest of
// those it knows. Contacts come at random for seven hours, are served for 270 s and give up after 120 s on average, both
// exponential. Each contact is drawn, has its record, and is counted by half hour, problem and outcome, as in Peakline;
// there is no other policy, measure or way to say anything.
//
//     six_by_nine DAYS SEED
//
// prints the nanoseconds of CPU time that all days took, then for each day: contacts, abandoned, had to wait.

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <functional>
#include <queue>
#include <random>
#include <vector>

namespace {

constexpr int kProblems = 6, kGroups = 9, kAgents = 480, kIntervals = 14;
constexpr double kInterval = 1800.0, kClose = kIntervals * kInterval;
constexpr double kPerSecond = 100.0 / 60.0, kService = 270.0, kPatience = 120.0;

enum Kind : std::int32_t { kEnds, kGivesUp };
enum Outcome : std::int32_t { kOpen, kAnswered, kAbandoned, kOutcomes };

struct Event {
  double time;
  Kind kind;
  std::int32_t contact;
  bool operator>(const Event &other) const { return time > other.time; }
};

struct Record {  // what is known of a contact at the end of the day
  double arrived, answered, ended, service, patience;
  std::int32_t agent, problem;
  Outcome outcome;
};

struct Idle {
  double since;
  std::int32_t agent;
};

struct Cell {  // of an interval and a problem
  std::array<std::int64_t, kOutcomes> outcomes{};
  double waited = 0;
};

class Day {
 public:
  explicit Day(std::uint64_t seed) : random_(seed) {
    for (int group = 0; group < kGroups; ++group) {
      const int first = group % kProblems, second = (group + 1 + group / kProblems) % kProblems;
      knows_[group] = {first, second};
      known_by_[first].push_back(group);
      known_by_[second].push_back(group);
    }
    for (int group = 0, agent = 0; group < kGroups; ++group) {
      const int heads = kAgents / kGroups + (group < kAgents % kGroups ? 1 : 0);
      for (int head = 0; head < heads; ++head, ++agent) group_of_[agent] = group;
    }
  }

  void run() {
    start();
    std::size_t next = 0;
    while (next < records_.size() || !events_.empty()) {
      if (next < records_.size() && (events_.empty() || records_[next].arrived <= events_.top().time)) {
        arrive(static_cast<std::int32_t>(next++));
        continue;
      }
      const Event event = events_.top();
      events_.pop();
      if (event.kind == kEnds) {
        finish(event);
      } else if (records_[event.contact].outcome == kOpen) {
        records_[event.contact].outcome = kAbandoned;
        records_[event.contact].ended = event.time;
      }
    }
    measure();
  }

  std::int64_t contacts() const { return static_cast<std::int64_t>(records_.size()); }
  std::int64_t abandoned() const { return sum(kAbandoned); }
  std::int64_t waited() const { return waited_; }

 private:
  void start() {  // all agents are idle, the first ones longest; the day's contacts are drawn
    for (auto &group : idle_) group.clear();
    for (int agent = 0; agent < kAgents; ++agent) idle_[group_of_[agent]].push_back({0.0, agent});
    for (auto &queue : waiting_) queue.clear();
    records_.clear();
    std::exponential_distribution<double> gap(kPerSecond), service(1 / kService), patience(1 / kPatience);
    std::uniform_int_distribution<std::int32_t> problem(0, kProblems - 1);
    for (double now = gap(random_); now < kClose; now += gap(random_))
      records_.push_back({now, -1.0, -1.0, service(random_), patience(random_), -1, problem(random_), kOpen});
  }

  void arrive(std::int32_t contact) {
    Record &record = records_[contact];
    std::deque<Idle> *longest = nullptr;
    for (const int group : known_by_[record.problem])
      if (!idle_[group].empty() && (longest == nullptr || idle_[group].front().since < longest->front().since))
        longest = &idle_[group];
    if (longest == nullptr) {
      waiting_[record.problem].push_back(contact);
      events_.push({record.arrived + record.patience, kGivesUp, contact});
      return;
    }
    const std::int32_t agent = longest->front().agent;
    longest->pop_front();
    answer(contact, agent, record.arrived);
  }

  void answer(std::int32_t contact, std::int32_t agent, double now) {
    Record &record = records_[contact];
    record.agent = agent;
    record.answered = now;
    record.ended = now + record.service;
    record.outcome = kAnswered;
    events_.push({record.ended, kEnds, contact});
  }

  void finish(const Event &event) {
    const std::int32_t agent = records_[event.contact].agent;
    std::deque<std::int32_t> *oldest = nullptr;
    for (const int problem : knows_[group_of_[agent]]) {
      auto &queue = waiting_[problem];
      while (!queue.empty() && records_[queue.front()].outcome != kOpen) queue.pop_front();
      if (!queue.empty() && (oldest == nullptr || queue.front() < oldest->front())) oldest = &queue;
    }
    if (oldest == nullptr) {
      idle_[group_of_[agent]].push_back({event.time, agent});
      return;
    }
    const std::int32_t contact = oldest->front();
    oldest->pop_front();
    answer(contact, agent, event.time);
  }

  void measure() {
    for (auto &cell : cells_) cell = Cell{};
    waited_ = 0;
    for (const Record &record : records_) {
      Cell &cell = cells_[static_cast<int>(record.arrived / kInterval) * kProblems + record.problem];
      const double wait = (record.outcome == kAnswered ? record.answered : record.ended) - record.arrived;
      ++cell.outcomes[record.outcome];
      cell.waited += wait;
      waited_ += wait > 0;
    }
  }

  std::int64_t sum(Outcome outcome) const {
    std::int64_t total = 0;
    for (const Cell &cell : cells_) total += cell.outcomes[outcome];
    return total;
  }

  std::mt19937_64 random_;
  std::array<std::array<int, 2>, kGroups> knows_{};
  std::array<std::vector<int>, kProblems> known_by_;
  std::array<int, kAgents> group_of_{};
  std::array<std::deque<Idle>, kGroups> idle_;
  std::array<std::deque<std::int32_t>, kProblems> waiting_;
  std::vector<Record> records_;
  std::priority_queue<Event, std::vector<Event>, std::greater<Event>> events_;
  std::array<Cell, kIntervals * kProblems> cells_{};
  std::int64_t waited_ = 0;
};

}  // namespace

int main(int count, char **words) {
  if (count != 3) return 2;
  const int days = std::atoi(words[1]);
  Day day(std::strtoull(words[2], nullptr, 10));
  std::vector<std::array<std::int64_t, 3>> rows;
  const std::clock_t start = std::clock();
  for (int number = 0; number < days; ++number) {
    day.run();
    rows.push_back({day.contacts(), day.abandoned(), day.waited()});
  }
  const double spent = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%.0f\n", spent * 1e9);
  for (const auto &row : rows)
    std::printf("%lld %lld %lld\n", static_cast<long long>(row[0]), static_cast<long long>(row[1]),
                static_cast<long long>(row[2]));
  return 0;
}
